print("keywheel")
