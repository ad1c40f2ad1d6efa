package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.Presence;

/** Proofs of people to be there: how, and when. */
final class PresenceCodec {

    private static final String LINK = "link";
    private static final String LOGIN = "login";
    private static final String PASSKEY = "passkey";

    private PresenceCodec() {}

    static void write(Writer out, Presence presence) {
        switch (presence.by()) {
            case Presence.By.Link link -> out.text("by", LINK);
            case Presence.By.Login login -> {
                out.optionalText("acr", login.acr());
                out.text("by", LOGIN);
                out.text("issuer", login.issuer());
            }
            case Presence.By.Passkey key -> {
                out.text("by", PASSKEY);
                out.number("passkey", key.passkey());
                out.amount("uses", key.uses());
            }
        }
        out.number("at", presence.atMillis());
    }

    static Presence read(Reader in) {
        String by = in.text("by");
        return new Presence(
                switch (by) {
                    case LINK -> new Presence.By.Link();
                    case LOGIN -> new Presence.By.Login(in.text("issuer"), in.optionalText("acr"));
                    case PASSKEY -> new Presence.By.Passkey(in.number("passkey"), in.amount("uses"));
                    default ->
                        throw new CodecException(
                                Problem.BAD_VALUE,
                                in.path("by"),
                                "unknown proof of presence " + CodecException.quote(by));
                },
                in.number("at"));
    }
}
