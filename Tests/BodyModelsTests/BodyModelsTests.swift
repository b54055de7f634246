import Testing
import BodyModels
