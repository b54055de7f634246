// A short name for the folders of tests: the room `Files` has a class of that name, too.
import TestSupport

typealias TemporaryFolder = TestFolder
