package dev.interlock.server.jose;

/** Why a token or a set of keys is refused. */
public enum JwtProblem {
    /** It is no JWS in compact form, or its JSON is not read: too deep, a name that occurs twice, not UTF-8. */
    MALFORMED,
    /** It is longer than anybody needs. */
    TOO_LARGE,
    /** Its algorithm is {@code none}, unknown, not on the list, or not one of the key's. */
    ALGORITHM,
    /** It is of another type ({@code typ}) than what is asked for. */
    TYPE,
    /** Its header holds what may not be there: a key, the address of a key, an extension that must be understood. */
    HEADER,
    /** No key of its signer's has this id. */
    KEY_UNKNOWN,
    /** A key is not one to verify with: private, too weak, malformed. */
    KEY_UNFIT,
    /** The signature is wrong. */
    SIGNATURE,
    /** It has expired. */
    EXPIRED,
    /** It is not valid yet, or claims to come from the future. */
    NOT_YET,
    /** It lives longer than is allowed. */
    LIFETIME,
    /** It is for somebody else. */
    AUDIENCE,
    /** Somebody else issued it. */
    ISSUER,
    /** A claim is missing or malformed. */
    CLAIM,
    /** It was used before. */
    REPLAYED,
    /** Nobody can say whether it was used before. */
    UNCERTAIN
}
