print("generated files")
