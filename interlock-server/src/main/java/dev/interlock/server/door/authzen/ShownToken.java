package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.oauth.PassedTokens;
import java.util.Optional;

/**
 * The token for a task that an agent showed to an enforcement point, which passes it on in the context of its question.
 * The token is a secret of the agent.
 *
 * <p>INVARIANT: it is taken out of the context before anything is made of that, so it is no argument, in no digest and
 * in no record.
 *
 * @param given the member of the context; to be read only
 */
record ShownToken(JsonNode given) {

    /** The member of the context that holds the token. */
    static final String MEMBER = "subject_token";

    static Optional<ShownToken> in(ObjectNode context) {
        return Optional.ofNullable(context.get(MEMBER)).map(ShownToken::new);
    }

    /** The same tree without it. */
    static ObjectNode without(ObjectNode context) {
        if (!context.has(MEMBER)) {
            return context;
        }
        ObjectNode rest = context.objectNode();
        rest.setAll(context);
        rest.remove(MEMBER);
        return rest;
    }

    /** The whole body of a request without it. */
    static ObjectNode withoutIn(ObjectNode body) {
        if (!(body.get(Bodies.CONTEXT) instanceof ObjectNode context) || !context.has(MEMBER)) {
            return body;
        }
        ObjectNode rest = body.objectNode();
        rest.setAll(body);
        rest.set(Bodies.CONTEXT, without(context));
        return rest;
    }

    /** Verifies the token. */
    PassedTokens.Outcome verified(SubjectTokens tokens, String caller) {
        if (!given.isTextual()) {
            return new PassedTokens.Outcome.Refused(
                    "token-malformed", "`context." + MEMBER + "` is " + Bodies.kind(given) + ", not a string");
        }
        if (given.textValue().length() > Jwt.MAX_CHARS) {
            return new PassedTokens.Outcome.Refused(
                    "token-too-large",
                    "`context." + MEMBER + "` is longer than " + Jwt.MAX_CHARS
                            + " characters, which is longer than any token");
        }
        return tokens.verify(caller, given.textValue());
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "Shown";
    }
}
