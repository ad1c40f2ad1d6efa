package dev.interlock.cli.login;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.login.CodeLogin;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Metadata;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The login with a browser on this machine: authorization code with PKCE, and a page on loopback (RFC 8252). */
public final class BrowserLogin {

    private final Fetch fetch;
    private final Metadata issuer;
    private final Application application;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random has to be unpredictable outside tests */
    public BrowserLogin(
            Fetch fetch, Metadata issuer, Application application, InstantSource clock, RandomGenerator random) {
        this.fetch = fetch;
        this.issuer = issuer;
        this.application = application;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Logs in.
     *
     * @param show shows the person the page to open
     * @param patience how long the person may take
     */
    public LoginResult run(Consumer<URI> show, Duration patience) throws InterruptedException, IOException {
        Optional<String> objection = CodeLogin.objection(issuer);
        if (objection.isPresent()) {
            return new LoginResult.Failed(objection.get() + ": log in without `--browser`");
        }
        CodeLogin.Secrets secrets = CodeLogin.Secrets.random(random);
        try (LoopbackPage page = LoopbackPage.open(secrets::areOf)) {
            var login = new CodeLogin(fetch, issuer, application, clock, secrets, page.address());
            show.accept(login.page(Map.of()));
            Optional<Map<String, String>> sent = page.await(patience);
            return sent.isPresent()
                    ? login.finish(sent.get())
                    : new LoginResult.Failed("no one logged in within " + patience.toMinutes() + " minutes");
        }
    }
}
