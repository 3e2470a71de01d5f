// Carries the flags of libjsoncpp from pkg-config to JSONCppShim, which includes its C++ headers itself.
