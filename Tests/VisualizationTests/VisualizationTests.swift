import Testing
import Visualization
