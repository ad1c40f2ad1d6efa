package dev.interlock.server.console;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.console.login.LoginIssuer;
import dev.interlock.server.console.login.Logins;
import dev.interlock.server.console.session.Cookie;
import dev.interlock.server.console.session.Proof;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.console.session.Session;
import dev.interlock.server.console.session.Sessions;
import dev.interlock.server.console.session.SignInLinks;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page on which people sign in, by a link or by a login at an issuer; and signing out. */
final class SignIn {

    /** The segment before the token of a link. */
    static final String LINK = "in";

    private static final String CALLBACK = ConsoleDoor.SIGN_IN + "/callback";
    private static final int LONGEST_TARGET = 500;
    private static final int LONGEST_ANSWER = 16 << 10;
    private static final int MOST_PARAMETERS = 30;

    private static final String NO_LOGIN =
            "This login was not started in this browser, is already finished, or took longer than ten minutes. "
                    + "Start again.";

    private final Sessions sessions;
    private final Ways ways;
    private final Frames frames;
    private final InstantSource clock;
    private final Cookie attempt;
    private final SignInNote note;

    /**
     * The ways to sign in.
     *
     * @param links absent where nobody signs in by one
     * @param logins at issuers; none where the configuration has no login
     * @param seal knows again what was given to browsers
     */
    record Ways(Optional<SignInLinks> links, Logins logins, Seal seal, ConsoleAddress address) {}

    SignIn(Sessions sessions, Ways ways, Frames frames, InstantSource clock) {
        this.sessions = sessions;
        this.ways = ways;
        this.frames = frames;
        this.clock = clock;
        this.attempt = new Cookie("-login", ways.address().secure());
        this.note = new SignInNote(ways.seal(), ways.address().secure());
    }

    /** Returns whether a path is one of those that nobody has to be signed in for. */
    static boolean isAt(List<String> path) {
        return !path.isEmpty()
                && (path.getFirst().equals("sign-in")
                        || path.size() == 2 && path.getFirst().equals(LINK));
    }

    /** Leads somebody who is not signed in to the page where they sign in, and from there to where they were going. */
    Reply first(Request request) {
        String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
        return Html.seeOther(at(target.length() > LONGEST_TARGET ? ConsoleDoor.ROOT : target));
    }

    /** Returns the address of the sign-in page that leads on to this page. */
    private static String at(String target) {
        return target.equals(ConsoleDoor.ROOT)
                ? ConsoleDoor.SIGN_IN
                : ConsoleDoor.SIGN_IN + "?to=" + V1.encoded(target);
    }

    Reply answer(Request request, List<String> path, Optional<FormBody> form) throws Refusal {
        if (path.equals(List.of("sign-in"))) {
            return form.isPresent() ? pasted(request, form.get()) : show(request, to(request), isAgain(request));
        }
        if (form.isPresent()) {
            throw Visit.nowhere();
        }
        if (!request.method().equals("GET") || request.headers().has("sec-purpose")) {
            return Reply.empty(503); // what only looks ahead must not use up a link, or begin a login
        }
        if (path.getFirst().equals(LINK)) {
            return use(request, path.get(1), ConsoleDoor.ROOT, Optional.empty());
        }
        if (path.equals(List.of("sign-in", "callback"))) {
            return finish(request);
        }
        if (path.size() == 3 && path.get(1).equals("at")) {
            return begin(request, path.get(2));
        }
        throw Visit.nowhere();
    }

    private Reply pasted(Request request, FormBody form) {
        String given = form.value("link").orElse("").strip();
        return use(
                request,
                given.substring(given.lastIndexOf('/') + 1),
                target(form.value("to").orElse("")),
                Optional.of(form));
    }

    /**
     * Uses a link up. Where somebody else is signed in in this browser they are asked first: they may have opened the link by mistake, or
     * somebody may want them to work as somebody else without noticing.
     */
    private Reply use(Request request, String token, String target, Optional<FormBody> form) {
        Optional<Session> session = sessions.find(request.headers());
        Optional<Caller> whose = ways.links().flatMap(all -> all.whose(token));
        if (session.isPresent()
                && whose.isPresent()
                && !session.get().person().name().equals(whose.get().name())
                && form.filter(given -> isInstead(given, session.get())).isEmpty()) {
            return asked(session.get(), whose.get(), token, target);
        }
        Optional<Caller> person = ways.links().flatMap(all -> all.use(token));
        return person.isEmpty()
                ? page(
                        403,
                        target,
                        false,
                        "This link has already been used or is older than five minutes. Get another one with "
                                + "`interlock console`.")
                : in(request, Proof.link(person.get(), clock.instant()), target);
    }

    private boolean isInstead(FormBody form, Session session) {
        return form.value("instead").isPresent()
                && sessions.isFormToken(session, form.value("form-token").orElse(""));
    }

    private Reply asked(Session session, Caller other, String token, String target) {
        return Html.page(
                200,
                "sign-in-instead.jte",
                Map.of(
                        "outside", frames.outside(),
                        "current", session.person().name(),
                        "other", other.name(),
                        "link", token,
                        "to", target,
                        "formToken", sessions.formToken(session)));
    }

    /** Begins a session, in the place of one that the browser may have. */
    private Reply in(Request request, Proof proof, String target) {
        sessions.find(request.headers()).ifPresent(sessions::end);
        return Html.seeOther(target).with("Set-Cookie", sessions.cookie(sessions.begin(proof)));
    }

    private Reply begin(Request request, String issuer) throws Refusal {
        String target = to(request);
        boolean again = isAgain(request);
        URI back = ways.address().of(request.headers(), CALLBACK);
        return switch (ways.logins().begin(issuer, target, again, back).orElseThrow(Visit::nowhere)) {
            case Logins.Begun.Asked(URI page, String cookie) ->
                Html.seeOther(page.toString()).with("Set-Cookie", attempt.set(cookie, Logins.PATIENCE));
            case Logins.Begun.Failed(String why) -> failed(why, target);
        };
    }

    private Reply finish(Request request) throws Refusal {
        Optional<String> begun = attempt.value(request.headers());
        URI back = ways.address().of(request.headers(), CALLBACK);
        try {
            Optional<Logins.Finished> finished =
                    begun.isEmpty() ? Optional.empty() : ways.logins().finish(begun.get(), sent(request), back);
            return finished.isEmpty() ? failed(NO_LOGIN, ConsoleDoor.ROOT) : outcome(request, finished.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("The server is stopping.", ConsoleDoor.ROOT);
        }
    }

    private Reply outcome(Request request, Logins.Finished finished) {
        return switch (finished) {
            case Logins.Finished.Known(Proof proof, String to) -> in(request, proof, target(to));
            case Logins.Finished.Failed(String why, String to) -> failed(why, target(to));
        };
    }

    /** Reads the parameters that an issuer sends as forms are written; none if there is more than one way to read them. */
    private static Map<String, String> sent(Request request) {
        try {
            byte[] query = request.query().getBytes(StandardCharsets.UTF_8);
            return FormBody.read(query, LONGEST_ANSWER, MOST_PARAMETERS).values();
        } catch (Refusal e) {
            return Map.of();
        }
    }

    private Reply failed(String why, String target) {
        return Html.seeOther(at(target)).with("Set-Cookie", note.set(why));
    }

    /** Returns whether somebody has to show anew that it is them, though they are signed in. */
    private static boolean isAgain(Request request) throws Refusal {
        return RequestTarget.parameters(request.query()).containsKey("again");
    }

    private static String to(Request request) throws Refusal {
        List<String> given = RequestTarget.parameters(request.query()).getOrDefault("to", List.of());
        return target(given.size() == 1 ? given.getFirst() : "");
    }

    /** Only pages of the console are led to: any other address could be somebody else's. */
    private static String target(String given) {
        return given.length() <= LONGEST_TARGET
                        && given.matches("/console(/[A-Za-z0-9._~%!$&'()*,=:@/?-]*)?")
                        && !given.startsWith(ConsoleDoor.SIGN_IN)
                        && !given.startsWith(ConsoleDoor.ROOT + "/" + LINK + "/")
                ? given
                : ConsoleDoor.ROOT;
    }

    private Reply show(Request request, String target, boolean again) {
        Optional<String> told = note.read(request.headers());
        Reply page = page(200, target, again, told.orElse(""));
        return told.isPresent() ? page.with("Set-Cookie", note.clear()) : page;
    }

    private Reply page(int status, String target, boolean again, String problem) {
        return Html.page(
                status,
                "sign-in.jte",
                Map.of(
                        "outside",
                        frames.outside(),
                        "links",
                        ways.links().isPresent(),
                        "issuers",
                        issuers(target, again),
                        "again",
                        again,
                        "to",
                        target,
                        "problem",
                        problem));
    }

    private List<SignInChoice> issuers(String target, boolean again) {
        return ways.logins().issuers().stream()
                .map(issuer -> new SignInChoice(issuer.host(), path(issuer, target, again)))
                .toList();
    }

    private static String path(LoginIssuer issuer, String target, boolean again) {
        return ConsoleDoor.SIGN_IN + "/at/" + V1.encoded(issuer.name()) + "?to=" + V1.encoded(target)
                + (again ? "&again=1" : "");
    }

    /** Ends a session, on both sides. */
    Reply out(Session session) {
        sessions.end(session);
        return Html.seeOther(ConsoleDoor.SIGN_IN).with("Set-Cookie", sessions.noCookie());
    }
}
