// FakeOpenRouter
