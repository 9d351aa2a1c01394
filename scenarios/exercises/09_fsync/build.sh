# Makes ./publish_program of publish.cpp.
g++ -std=c++20 -g -O0 -Wall -Wextra -o publish_program publish.cpp
