# Makes ./thumbs_program of thumbs.cpp.
g++ -std=c++20 -g -O0 -Wall -Wextra -o thumbs_program thumbs.cpp
