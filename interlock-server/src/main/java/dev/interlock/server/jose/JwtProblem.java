package dev.interlock.server.jose;

/** The reasons for which a token or a set of keys is refused. */
public enum JwtProblem {
    /** The token is no JWS in compact form, or its JSON is not read: too deep, a name that occurs twice, not UTF-8. */
    MALFORMED,
    /** The token is longer than anybody needs. */
    TOO_LARGE,
    /** The algorithm is {@code none}, unknown, not on the list, or not one of the key's. */
    ALGORITHM,
    /** The token is of another type ({@code typ}) than what is asked for. */
    TYPE,
    /** The header holds what may not be there: a key, the address of a key, an extension that must be understood. */
    HEADER,
    /** The signer has no key of this id. */
    KEY_UNKNOWN,
    /** A key is not one to verify with: private, too weak, malformed. */
    KEY_UNFIT,
    /** The signature is wrong. */
    SIGNATURE,
    /** The token has expired. */
    EXPIRED,
    /** The token is not valid yet, or claims to come from the future. */
    NOT_YET,
    /** The token lives longer than is allowed. */
    LIFETIME,
    /** The token is for somebody else. */
    AUDIENCE,
    /** The token was issued by somebody else. */
    ISSUER,
    /** A claim is missing or malformed. */
    CLAIM,
    /** The token was used before. */
    REPLAYED,
    /** Nobody can say whether the token was used before. */
    UNCERTAIN
}
