package dev.interlock.server.identity.passkey;

/** An answer of an authenticator that proves nothing: control flow of {@link PasskeyCheck}. */
public final class PasskeyProblem extends Exception {

    private static final long serialVersionUID = 1;

    /** @param detail why, for people; without anything that was sent */
    PasskeyProblem(String detail) {
        super(detail, null, false, false);
    }

    /** Why, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
