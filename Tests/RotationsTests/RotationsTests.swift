import Testing
import Rotations
