import Testing
import Workers
