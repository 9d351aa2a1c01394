// How a page is taken apart, on pages that are made for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/failure_modes/page.h"

namespace crashproof {
namespace {

using testing::SizeIs;

constexpr const char* small_page = R"(# CP099 something small

It is small.

## Symptom

One line
and another.

## Fix

Make it large.

And keep it so.

## Bad

<!-- file: data/x=one\ntwo\n -->
<!-- audit: --cuts none -->
```python
# a comment
## no heading
print(1)
```

```sh
true
```

## Try it

Nothing.
)";

TEST(PageParsing, TakesAPageApart) {
  const FailureModePage page = parsed_page(small_page);
  EXPECT_EQ(page.code, "CP099");
  EXPECT_EQ(page.name, "something small");
  EXPECT_EQ(page.summary, "It is small.");
  EXPECT_EQ(page.symptom, "One line\nand another.");
  EXPECT_EQ(page.fix, "Make it large.");
  EXPECT_EQ(page.fix_details, "And keep it so.");
  EXPECT_EQ(page.try_it, "Nothing.");
  EXPECT_EQ(page.why, "");
  EXPECT_EQ(page.text, small_page);
}

TEST(PageParsing, KeepsProgramsAsTheyAre) {
  const FailureModePage page = parsed_page(small_page);
  ASSERT_THAT(page.bad, SizeIs(2));
  EXPECT_EQ(page.bad[0].language, "python");
  EXPECT_EQ(page.bad[0].audit, "--cuts none");
  EXPECT_EQ(page.bad[0].source, "# a comment\n## no heading\nprint(1)\n");
  EXPECT_EQ(page.bad[1].language, "sh");
  EXPECT_EQ(page.bad[1].audit, "");
  EXPECT_EQ(page.bad[1].source, "true\n");
  EXPECT_THAT(page.good, SizeIs(0));
}

TEST(PageParsing, KeepsInputs) {
  const FailureModePage page = parsed_page(small_page);
  ASSERT_THAT(page.inputs, SizeIs(1));
  EXPECT_EQ(page.inputs[0].path, "data/x");
  EXPECT_EQ(page.inputs[0].content, "one\ntwo\n");
}

TEST(PageParsing, SurvivesWhatIsNoPage) {
  for (const char* text :
       {"", "#", "# CP1", "\n\n", "## Bad\n```python\nx", "## Bad\n```", "```"}) {
    const FailureModePage page = parsed_page(text);
    EXPECT_EQ(page.text, text);
    EXPECT_EQ(page.summary.find("##"), std::string::npos) << text;
  }
  EXPECT_EQ(parsed_page("# C\n## Bad\n```sh\nx").bad.at(0).source, "x\n");
}

}  // namespace
}  // namespace crashproof
