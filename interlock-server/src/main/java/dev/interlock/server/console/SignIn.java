package dev.interlock.server.console;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.console.session.Session;
import dev.interlock.server.console.session.Sessions;
import dev.interlock.server.console.session.SignInLinks;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page on which people sign in, and the links by which they do; and signing out. */
final class SignIn {

    /** The segment before the token of a link. */
    static final String LINK = "in";

    private static final int LONGEST_TARGET = 500;

    private final Sessions sessions;
    private final Optional<SignInLinks> links;
    private final Frames frames;

    SignIn(Sessions sessions, Optional<SignInLinks> links, Frames frames) {
        this.sessions = sessions;
        this.links = links;
        this.frames = frames;
    }

    static boolean isAt(List<String> path) {
        return path.equals(List.of("sign-in"))
                || path.size() == 2 && path.getFirst().equals(LINK);
    }

    /** Leads somebody who is not signed in to the page where they sign in, and from there to where they were going. */
    Reply first(Request request) {
        String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
        boolean plain = target.equals(ConsoleDoor.ROOT) || target.length() > LONGEST_TARGET;
        return Html.seeOther(plain ? ConsoleDoor.SIGN_IN : ConsoleDoor.SIGN_IN + "?to=" + V1.encoded(target));
    }

    Reply answer(Request request, List<String> path, Optional<FormBody> form) throws Refusal {
        if (path.getFirst().equals(LINK)) {
            // A browser that only looks ahead must not use the link up.
            return request.headers().has("sec-purpose") ? Reply.empty(503) : use(path.get(1), ConsoleDoor.ROOT);
        }
        if (form.isEmpty()) {
            return show(200, target(RequestTarget.parameters(request.query()).get("to")), "");
        }
        String given = form.get().value("link").orElse("").strip();
        return use(
                given.substring(given.lastIndexOf('/') + 1),
                target(form.get().value("to").map(List::of).orElse(null)));
    }

    private Reply use(String token, String target) {
        Optional<Caller> person = links.flatMap(all -> all.use(token));
        if (person.isEmpty()) {
            return show(
                    403,
                    target,
                    "This link was used already, or it is older than five minutes. Ask for another one with `interlock console`.");
        }
        Session session = sessions.begin(person.get());
        return Html.seeOther(target).with("Set-Cookie", sessions.cookie(session));
    }

    /** Only pages of the console are led to: any other address could be somebody else's. */
    private static String target(@org.jspecify.annotations.Nullable List<String> given) {
        String target = given == null || given.size() != 1 ? "" : given.getFirst();
        return target.matches("/console(/[A-Za-z0-9._~%!$&'()*,=:@/?-]*)?") && !target.startsWith(ConsoleDoor.SIGN_IN)
                ? target
                : ConsoleDoor.ROOT;
    }

    private Reply show(int status, String target, String problem) {
        return Html.page(
                status,
                "sign-in.jte",
                Map.of("outside", frames.outside(), "links", links.isPresent(), "to", target, "problem", problem));
    }

    /** Ends a session, on both sides. */
    Reply out(Session session) {
        sessions.end(session);
        return Html.seeOther(ConsoleDoor.SIGN_IN).with("Set-Cookie", sessions.noCookie());
    }
}
