package dev.interlock.server.console;

import dev.interlock.server.console.login.Logins;
import dev.interlock.server.console.session.Cookies;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.console.session.Session;
import dev.interlock.server.console.session.Sessions;
import dev.interlock.server.console.session.SignInLinks;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.http.server.Route;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The door of the console. It finds out who is signed in, checks that a form comes from a page of this session, and hands the request to
 * its page. Thread-safe.
 */
public final class ConsoleDoor implements Door {

    /** The root of its paths. */
    public static final String ROOT = "/console";

    static final String SIGN_IN = ROOT + "/sign-in";

    private static final System.Logger LOG = System.getLogger(ConsoleDoor.class.getName());

    private static final String ZONE_COOKIE = "interlock-zone";
    private static final int MAX_FORM = 256 << 10;
    private static final int MOST_FIELDS = 300;

    private final Guard guard;
    private final Sessions sessions;
    private final V1.Api api;
    private final InstantSource clock;
    private final Assets assets;
    private final SignIn signIn;
    private final Changes changes;
    private final ErrorPage errors;
    /** The pages by the first segment of their paths below the root; that of the root itself is empty. */
    private final Map<String, Page> pages;

    /**
     * What the console is made of.
     *
     * @param guard lets in what calls the server by a name of its own, and its own pages
     * @param sessions who is signed in
     * @param links by which somebody signs in; absent where nobody may
     * @param logins at issuers; none where the configuration has no login
     * @param seal knows again what was given to browsers
     * @param address by which browsers reach the console
     * @param api the API, asked as the person who is signed in
     * @param changes tells open pages that the record grew
     * @param frame what is around each page
     * @param clock the wall clock
     */
    public record Parts(
            Guard guard,
            Sessions sessions,
            Optional<SignInLinks> links,
            Logins logins,
            Seal seal,
            ConsoleAddress address,
            V1.Api api,
            Changes changes,
            Frames frame,
            InstantSource clock) {}

    /** @param pages by the first segment of their paths */
    public ConsoleDoor(Parts parts, Assets assets, Map<String, Page> pages) {
        this.guard = parts.guard();
        this.sessions = parts.sessions();
        this.api = parts.api();
        this.clock = parts.clock();
        this.assets = assets;
        this.changes = parts.changes();
        this.signIn = new SignIn(
                parts.sessions(),
                new SignIn.Ways(parts.links(), parts.logins(), parts.seal(), parts.address()),
                parts.frame(),
                parts.clock());
        this.errors = new ErrorPage(parts.frame());
        this.pages = Map.copyOf(pages);
    }

    public List<Route> routes() {
        return List.of(Route.any(ROOT + "/*", this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        try {
            guard.check(request.headers());
            List<String> path = RequestTarget.segments(request.path());
            return answered(request, path.subList(1, path.size()));
        } catch (Refusal e) {
            return errors.of(e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a console page failed", e);
            return errors.of(new Refusal(
                    500,
                    "internal",
                    "The page could not be created. The requested change may not " + "have been made."));
        }
    }

    private Reply answered(Request request, List<String> path) throws Refusal, IOException {
        boolean reads = isRead(request);
        if (reads && path.size() == 3 && path.getFirst().equals("assets")) {
            return assets.answer(path.get(1), path.get(2), request.headers()).orElseThrow(Visit::nowhere);
        }
        Optional<FormBody> form = reads ? Optional.empty() : Optional.of(form(request));
        if (SignIn.isAt(path)) {
            return signIn.answer(request, path, form);
        }
        Optional<Session> session = sessions.find(request.headers());
        if (session.isEmpty()) {
            return reads && !isChanges(path) ? signIn.first(request) : errors.signedOut();
        }
        if (form.isPresent() && !isOurs(form.get(), session.get())) {
            throw new Refusal(
                    403,
                    "form-outdated",
                    "This form does not come from a page of your session. Open the page again and repeat your input.");
        }
        if (isChanges(path) && reads) {
            return changes.stream(request, session.get().person().name(), after(request));
        }
        return page(visit(request, path, session.get(), form));
    }

    /** Returns whether a path is that of the stream, which a script reads: it leads nobody to the page for signing in. */
    private static boolean isChanges(List<String> path) {
        return path.equals(List.of("changes"));
    }

    private Reply page(Visit visit) throws Refusal, IOException {
        if (visit.path().equals(List.of("sign-out")) && visit.form().isPresent()) {
            return signIn.out(visit.session());
        }
        Page page = Optional.ofNullable(pages.get(visit.segment(0).orElse(""))).orElseThrow(Visit::nowhere);
        try {
            return page.answer(visit);
        } catch (V1Refusal e) {
            return errors.of(e, visit);
        } catch (Refusal e) {
            return errors.of(e, visit);
        }
    }

    private static boolean isRead(Request request) throws Refusal {
        return switch (request.method()) {
            case "GET", "HEAD" -> true;
            case "POST" -> false;
            default ->
                throw new Refusal(405, "method-not-allowed", "only GET, HEAD and POST are allowed here")
                        .with("Allow", "GET, HEAD, POST");
        };
    }

    private FormBody form(Request request) throws Refusal, IOException {
        guard.checkBody(request.headers());
        return FormBody.read(request.body(MAX_FORM + 1), MAX_FORM, MOST_FIELDS);
    }

    private boolean isOurs(FormBody form, Session session) {
        return sessions.isFormToken(session, form.value("form-token").orElse(""));
    }

    private Visit visit(Request request, List<String> path, Session session, Optional<FormBody> form) throws Refusal {
        return new Visit(
                path.equals(List.of("")) ? List.of() : path,
                RequestTarget.parameters(request.query()),
                form,
                session,
                sessions.formToken(session),
                new V1(api, session.person(), session.presence()),
                zone(request),
                clock.instant(),
                changes.recorded());
    }

    /** Returns how many entries a page knows of that asks to be told of others. */
    private static long after(Request request) throws Refusal {
        List<String> given = RequestTarget.parameters(request.query()).getOrDefault("after", List.of());
        if (given.size() != 1 || !given.getFirst().matches("[0-9]{1,15}")) {
            throw Refusal.invalid("`after` must be the number of entries that the page knows");
        }
        return Long.parseLong(given.getFirst());
    }

    /** A script of the console names the zone of its clock in a cookie; without one, times are those of UTC. */
    private static ZoneId zone(Request request) {
        return Cookies.value(request.headers(), ZONE_COOKIE)
                .map(ConsoleDoor::zone)
                .orElse(ZoneOffset.UTC);
    }

    private static ZoneId zone(String name) {
        try {
            return name.length() <= 60 ? ZoneId.of(name.replace("%2F", "/")) : ZoneOffset.UTC;
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
