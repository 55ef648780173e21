// What a piece of work costs in instructions and allocations: numbers that no neighbour and no clock disturbs, counted
// by Valgrind's Callgrind, which runs the program some fifty times as slowly. It can count only while one function
// runs, by whose name a suite marks what it times. It knows no AVX-512 and no SHA instructions: what chooses its path
// by the processor chooses anew under it. Processes that the program starts are not counted.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace harness {

struct Counts {
  double instructions = 0;
  double allocations = 0;  // calls of malloc and its kin; operator new is one of them
};

// The command that writes what `command` does, of it only what happens in `function` where that is not "", into `file`.
std::vector<std::string> counted(const std::vector<std::string>& command, const std::string& function,
                                 const std::string& file);
// Reads such a file. Throws std::runtime_error where it is none, or where the function never ran.
Counts read_counts(std::istream& file);

// Why nothing can be counted on this machine, and what would help; "" where it can.
std::string counting_obstacle();

}  // namespace harness
