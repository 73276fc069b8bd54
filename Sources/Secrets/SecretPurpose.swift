/// Why somebody reads a secret's bytes: each reader names its reason, so that a search finds them all.
package enum SecretPurpose: Sendable {
    /// The Authorization header of a request to the upstream.
    case authorizingUpstream

    /// The credentials of the outgoing proxy.
    case authorizingProxy

    /// Finding the secret in an upstream's answer, to overwrite it there.
    case maskingEcho

    /// Telling a real secret from an example's.
    case checkingForm
}
