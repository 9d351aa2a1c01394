// Files that are replaced at once: whoever reads one finds the old content or the new one, also
// after a kill or a power cut.
#pragma once

#include <string>
#include <string_view>

namespace crashproof {

// By a temporary file beside it, which is on the disk before it gets the name; the name is on the
// disk when this returns. Keeps the permissions of the old file, and its owner where we may give
// files away; those of a new one are as the umask says. A symbolic link is replaced itself. Throws
// std::system_error, "cannot write PATH: …", and leaves nothing behind then.
void replace_file(const std::string& path, std::string_view content);

}  // namespace crashproof
