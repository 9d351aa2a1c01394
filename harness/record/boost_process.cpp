// The one place that compiles Boost.Process; see BOOST_PROCESS_V2_SEPARATE_COMPILATION.
#include <boost/process/v2/src.hpp>
