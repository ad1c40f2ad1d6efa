package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.login.BrowserLogin;
import dev.interlock.cli.login.DeviceLogin;
import dev.interlock.cli.login.Logins;
import dev.interlock.cli.remote.LoginServer;
import dev.interlock.cli.terminal.Browser;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.identity.login.Login;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Discovered;
import dev.interlock.server.identity.oidc.Discovery;
import dev.interlock.server.identity.oidc.Metadata;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code interlock login}: gets a token from the issuer that the server names, and keeps it where the other commands find it. No
 * token is ever printed.
 */
@Command(
        name = "login",
        description = {
            "Log in through your organisation's identity provider.",
            "The commands that talk to a server use this login."
        },
        footer = {
            "",
            "Without --browser it shows a code, which you enter in a browser on any machine. The "
                    + "login is kept in a file that only you can read, below XDG_CONFIG_HOME or ~/.config, "
                    + "and is renewed automatically; `interlock logout` ends it.",
            "The issuer's certificate is checked against the authorities that Java trusts, not against --ca."
        })
public final class LoginCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private LoginServer address;

    @Option(names = "--browser", description = "Log in with a browser on this machine.")
    private boolean browser;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "The issuer to log in to (default: as the server states).")
    private @Nullable String issuer;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "The client id that the issuer knows this command line by (default: as the server states).")
    private @Nullable String client;

    @Option(
            names = "--scope",
            paramLabel = "SCOPES",
            description = "The scopes to request (default: as the server states, else `" + Application.SCOPE + "`).")
    private @Nullable String scope;

    @Option(
            names = "--resource",
            paramLabel = "URL",
            description = "The server's resource identifier at the issuer, RFC 8707 (default: as the server states).")
    private @Nullable String resource;

    @Option(names = "--id-token", description = "Send the server the ID token instead of the access token.")
    private boolean idToken;

    @Option(names = "--json", description = "Print one JSON object per line: first the page to open, then the result.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException, WrongUsage {
        URI server = address.address();
        Optional<String> objection = Fetch.objection(server);
        if (objection.isPresent()) {
            throw new WrongUsage("your login is not sent to `" + server + "`, because " + objection.get());
        }
        try (var fetch = new Fetch()) {
            Application application = application(server);
            Metadata metadata = switch (new Discovery(fetch).of(application.issuer())) {
                case Discovered.Found(Metadata found) -> found;
                case Discovered.Failed(String why) -> throw new WrongUsage(Screen.printable(why));
            };
            return switch (browser ? inBrowser(fetch, metadata, application) : byCode(fetch, metadata, application)) {
                case LoginResult.Done(Login login, var identity) -> {
                    Surroundings.of(spec).logins(fetch).keep(server, login);
                    done(server, login);
                    yield ExitCode.FINE;
                }
                case LoginResult.Refused(String code, String message) -> {
                    failed(code, message);
                    yield ExitCode.FOUND_SOMETHING;
                }
                case LoginResult.Failed(String message) -> {
                    failed("failed", message);
                    yield ExitCode.FOUND_SOMETHING;
                }
            };
        }
    }

    private LoginResult byCode(Fetch fetch, Metadata metadata, Application application) throws InterruptedException {
        var login = new DeviceLogin(
                fetch, metadata, application, Surroundings.of(spec).clock(), Thread::sleep);
        return switch (login.begin()) {
            case DeviceLogin.Begun.Failed(String message) -> new LoginResult.Failed(message);
            case DeviceLogin.Begun.Asked(DeviceLogin.Code code) -> {
                show(metadata.issuer(), code);
                yield login.await(code);
            }
        };
    }

    private LoginResult inBrowser(Fetch fetch, Metadata metadata, Application application)
            throws InterruptedException, IOException {
        var login = new BrowserLogin(
                fetch, metadata, application, Surroundings.of(spec).clock(), new SecureRandom());
        return login.run(page -> show(metadata.issuer(), page), PATIENCE);
    }

    private void show(String at, DeviceLogin.Code code) {
        if (json) {
            ObjectNode shown = Json.object()
                    .put("issuer", at)
                    .put("verification_uri", code.address())
                    .put("user_code", code.user())
                    .put("expires", Shown.time(code.expires()).toString());
            code.complete().ifPresent(address -> shown.put("verification_uri_complete", address));
            print(shown);
            return;
        }
        Screen screen = progress();
        screen.line("to log in at " + Screen.printable(at) + ", open");
        screen.line("  " + Screen.printable(code.address()));
        screen.line("and enter the code");
        screen.line("  " + screen.bold(Screen.printable(code.user())));
        code.complete()
                .ifPresent(address ->
                        screen.line("or open this address, which contains the code: " + Screen.printable(address)));
        screen.line("waiting for you; the code is valid until " + Shown.time(code.expires()));
    }

    private void show(String at, URI page) {
        boolean opened = Browser.open(page, Surroundings.of(spec).environment());
        if (json) {
            print(Json.object().put("issuer", at).put("open", page.toString()));
            return;
        }
        Screen screen = progress();
        screen.line("to log in at " + Screen.printable(at) + ", " + (opened ? "use the page in your browser, or" : "")
                + " open");
        screen.line("  " + page);
        screen.line("waiting for you, for " + PATIENCE.toMinutes() + " minutes");
    }

    private void done(URI server, Login login) {
        Optional<Claims> claims = Jwt.read(login.token()).toOptional().map(Jwt::unverified);
        Optional<String> subject = claims.flatMap(Claims::subject);
        Optional<Instant> expires = login.expires().map(at -> at.truncatedTo(ChronoUnit.SECONDS));
        if (json) {
            ObjectNode said = Json.object()
                    .put("server", Logins.server(server))
                    .put("issuer", login.application().issuer());
            subject.ifPresent(name -> said.put("subject", name));
            expires.ifPresent(at -> said.put("expires", at.toString()));
            print(said.put("renewable", login.refresh().isPresent()));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("logged in for " + Logins.server(server)
                + expires.map(at -> " until " + Shown.time(at)).orElse("")
                + (login.refresh().isPresent() ? ", renewed automatically" : ""));
        subject.ifPresent(name -> out.println("  the issuer "
                + Screen.printable(login.application().issuer()) + " identifies you as " + Screen.printable(name)));
    }

    private void failed(String code, String message) {
        if (json) {
            print(Json.object().put("code", code).put("detail", message));
        } else {
            Screen screen = progress();
            screen.line(screen.bad("not logged in") + ": " + Screen.printable(message));
        }
    }

    /** Returns the screen for progress: standard error, where people read it and it does not mix with the result. */
    private Screen progress() {
        PrintWriter err = spec.commandLine().getErr();
        err.flush();
        return new Screen(err, Surroundings.of(spec).colours());
    }

    /** Prints at once: whoever reads it has to act before we go on. */
    private void print(ObjectNode object) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.text(object));
        out.flush();
    }

    private Application application(URI server) throws WrongUsage, InterruptedException {
        Application named;
        if (issuer != null && client != null) {
            named = new Application(issuer, client, Application.SCOPE, Optional.empty(), Application.Present.ACCESS);
        } else {
            named = chosen(published(server), server);
            foreign(named, server);
        }
        return new Application(
                named.issuer(),
                client == null ? named.client() : client,
                scope == null ? named.scope() : scope,
                resource == null ? named.resource() : Optional.of(resource),
                idToken ? Application.Present.ID : named.present());
    }

    /** Returns the applications that the server says one can log in to. */
    private List<Application> published(URI server) throws WrongUsage, InterruptedException {
        try (var fetch = new Fetch(address.tls())) {
            return published(fetch, server);
        }
    }

    private static List<Application> published(Fetch fetch, URI server) throws WrongUsage, InterruptedException {
        return switch (fetch.get(server.resolve("/v1/login"))) {
            case Fetched.Failed(String why) ->
                throw new WrongUsage("the server `" + server + "` " + why
                        + ". Start one with `interlock serve`, or specify another with --url or INTERLOCK_URL");
            case Fetched.Answer answer -> {
                var found = new ArrayList<Application>();
                for (JsonNode each : answer.fine() ? answer.body().path("issuers") : Json.array()) {
                    if (each instanceof ObjectNode object) {
                        Application.read(object).ifPresent(found::add);
                    }
                }
                yield found;
            }
        };
    }

    private Application chosen(List<Application> published, URI server) throws WrongUsage {
        List<Application> fitting = published.stream()
                .filter(each -> issuer == null || each.issuer().equals(issuer))
                .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (!fitting.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "which issuer? the server accepts logins from several issuers; choose one with --issuer: `"
                            + String.join(
                                    "`, `",
                                    fitting.stream()
                                            .map(a -> Screen.printable(a.issuer()))
                                            .toList())
                            + "`");
        }
        throw new WrongUsage(
                published.isEmpty()
                        ? "the server `" + server
                                + "` names no issuer to log in to; if it accepts tokens from one nevertheless, give "
                                + "it with --issuer and --client-id"
                        : "the server `" + server + "` does not accept logins from `" + issuer + "`, only from `"
                                + String.join(
                                        "`, `",
                                        published.stream()
                                                .map(a -> Screen.printable(a.issuer()))
                                                .toList())
                                + "`");
    }

    /** A server that lets people log in to another one could use what it is shown there. */
    private void foreign(Application named, URI server) throws WrongUsage {
        if (resource != null || named.resource().isEmpty()) {
            return;
        }
        String text = named.resource().get();
        try {
            if (Logins.server(URI.create(text)).equals(Logins.server(server))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new WrongUsage("the server `" + server + "` wants a token for another server, `" + Screen.printable(text)
                + "`; if that is the same server, confirm it with --resource or use that address with --url");
    }
}
