# Parses one TAP file as `prove` does: perl validate_tap.pl FILE. Failing tests are fine, lines that
# are no TAP and plans that do not hold are not.
use strict;
use warnings;
use TAP::Parser;

my ($file) = @ARGV;
open my $stream, '<', $file or die "$file: $!\n";
local $/;
my $text = <$stream>;
my $parser = TAP::Parser->new({tap => $text});
my @complaints;
while (my $result = $parser->next) {
  push @complaints, 'no TAP: ' . $result->raw if $result->is_unknown;
}
push @complaints, $parser->parse_errors;
push @complaints, 'no plan' if !$parser->plan;
# What is known to fail fails, and counts as none; a hash of a name has a backslash before it.
my $failing = 0;
my $known = 0;
for my $line ($text =~ /^(not ok .*)$/mg) {
  if ($line =~ /[^\\]# TODO accepted: /) { $known++ } else { $failing++ }
}
push @complaints, 'other tests fail than the text says' if $parser->failed != $failing;
push @complaints, 'other failures are known than the text says' if $parser->todo != $known;
print STDERR "$file: $_\n" for @complaints;
exit(@complaints ? 1 : 0);
