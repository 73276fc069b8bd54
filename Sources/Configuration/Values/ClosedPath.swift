/// A part of the upstream's API that manages credentials, money or people: closed unless the operator opens it, because
/// every client would act there with the pool's key.
package enum ClosedPath: String, Sendable, CaseIterable {
    case key, keys, credits, auth, byok, guardrails, workspaces, organization, activity, observability, scim, analytics
}
