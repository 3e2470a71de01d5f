#include "JSONCppShim.h"
