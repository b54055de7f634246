import Testing
import Motions
