import Testing
import BodyModels
@Test func x() throws {
  let c = ContinuousClock()
  for i in 0..<3 { print(c.measure { let m = try! BodyModel(contentsOf: "models/open/open_body_neutral.npz"); if i == 0 { print(m.vertexCount, m.betaCount, m.jointCount, OpenBody.fingerprint(m.triangles)) } }) }
  print(c.measure { let m = try! BodyModel(contentsOf: "models/open/open_body_smpl_neutral.npz");print(m.vertexCount, m.betaCount, m.jointCount, OpenBody.fingerprint(m.triangles)) })
  print(c.measure { let m = try! BodyModel(contentsOf: "../shared/data/body/open_body_fine.npz");print(m.vertexCount, m.betaCount, m.jointCount, OpenBody.fingerprint(m.triangles)) })
}
