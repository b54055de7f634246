import Testing
import ArrayFiles
