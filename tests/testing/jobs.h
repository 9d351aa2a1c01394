// Small jobs as C++ functions: sound ones, and flawed ones whose flaw is known.
#pragma once

#include "harness/testing/subject_function.h"

namespace crashproof::testing {

extern const SubjectFunction durable_parts;    // temporary file, fsync, rename, fsync, three times
extern const SubjectFunction renamed_parts;    // the same without fsync
extern const SubjectFunction claims_first;     // advances its checkpoint before the data is there
extern const SubjectFunction changes_nothing;  // reads, and writes no file
extern const SubjectFunction never_the_same;   // two runs of it do not agree
extern const SubjectFunction throws;           // ends with an exception
extern const SubjectFunction copies_variable;  // writes $GREETING into a file, atomically

}  // namespace crashproof::testing
