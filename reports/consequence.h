// What the checks that a finding violates mean for the job, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/finding.h"

namespace crashproof::reports {

// "data lost, resume fails": what the violated checks of a finding amount to.
std::string consequences(const Finding& finding);

// What violated checks say of the job: "the job does not end as an uninterrupted run does", or what
// else they are about.
std::string_view therefore(const std::vector<std::string>& checks);

// The same to go on with after a fault: ", then a rerun: the job does not end …".
std::string aftermath(const Finding& finding);

// One of the checks is about how the job ends, or is not known to be about something else.
bool is_about_its_end(const std::vector<std::string>& checks);

}  // namespace crashproof::reports
