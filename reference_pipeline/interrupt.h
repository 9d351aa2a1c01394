// Layer 3: what SIGTERM, SIGINT and SIGHUP do. The first asks for a stop, the second ends at once,
// and a stop that takes longer than the grace time is cut short.
#pragma once

namespace pipeline {

// Installs the handlers. grace_seconds >= 1. A signal that is ignored already stays so (nohup).
void catch_interrupts(int grace_seconds);

// True from the first signal on: take no more work.
bool interrupt_requested();

// The number of the first signal, 0 if there was none.
int interrupt_signal();

}  // namespace pipeline
