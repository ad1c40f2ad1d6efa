package dev.interlock.server.door.api;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Refused requests about separation of duties leave a trace in the record. */
final class RefusedAttempts {

    /** The codes of refusals that are reported. */
    private static final Set<String> HEARD =
            Set.of("holds", "delegations", "lanes", "links", "calls", "resumptions", "bundle", "passkeys");

    private static final Set<String> STEPS = Set.of(
            "approve",
            "reject",
            "withdraw",
            "answers",
            "challenge",
            "challenges",
            "remove",
            "end",
            "confirm",
            "credential",
            "review",
            "reconcile",
            "propose",
            "activate");

    private static final Pattern ID = Pattern.compile("[a-z]{1,7}-[0-9]{1,15}");

    /** A bundle with mistakes is no attempt at anything. */
    private static final Set<String> NOWHERE = Set.of(Problems.NOT_FOUND, Problems.METHOD, Problems.BUNDLE);

    private final ApiSettings.Attempts attempts;

    /** @param attempts hears of each */
    RefusedAttempts(ApiSettings.Attempts attempts) {
        this.attempts = attempts;
    }

    /** The answering of a request. */
    interface Answering {
        Reply answer() throws Refusal, IOException;
    }

    /**
     * Answers a request of this caller, and lets know if that is to refuse an attempt.
     *
     * @param path the segments below {@code /v1}
     */
    Reply answer(String method, List<String> path, Caller caller, Answering answering) throws Refusal, IOException {
        if (path.isEmpty() || !HEARD.contains(path.getFirst()) || !method.equals("POST")) {
            return answering.answer();
        }
        Reply reply;
        try {
            reply = answering.answer();
        } catch (Refusal e) {
            reply = Problem.of(e);
        }
        String code = reply.tree().path("code").asText();
        if (reply.status() >= 400 && reply.status() < 500 && !NOWHERE.contains(code)) {
            attempts.refused(code, where(path, code), caller.name());
        }
        return reply;
    }

    /**
     * Returns the place of the attempt. The sender chooses the text in the place of an id, so it is kept only if the
     * thing was found.
     */
    private static String where(List<String> path, String code) {
        boolean found = !code.endsWith("-unknown") && !code.equals(Refusal.INVALID);
        var where = new StringBuilder("/v1/").append(path.getFirst());
        for (String segment : path.subList(1, path.size())) {
            boolean named =
                    STEPS.contains(segment) || found && ID.matcher(segment).matches();
            where.append('/').append(named ? segment : "{id}");
        }
        return where.toString();
    }
}
