package dev.interlock.cli.login;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Metadata;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The login with a browser on this machine: authorization code with PKCE (RFC 7636, S256 only) and a page on loopback (RFC 8252); the
 * answer has to come from the issuer that was asked (RFC 9207).
 */
public final class BrowserLogin {

    private static final int RANDOM_BYTES = 32;

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
        Optional<URI> authorize = issuer.address("authorization_endpoint");
        Optional<URI> token = issuer.address("token_endpoint");
        if (authorize.isEmpty() || token.isEmpty()) {
            return new LoginResult.Failed("the issuer `" + issuer.issuer()
                    + "` lets nobody log in with a browser: log in without `--browser`");
        }
        if (issuer.texts("code_challenge_methods_supported")
                .filter(methods -> !methods.contains("S256"))
                .isPresent()) {
            return new LoginResult.Failed(
                    "the issuer `" + issuer.issuer() + "` does not know pkce with S256: log in without `--browser`");
        }
        String state = secret();
        String nonce = secret();
        String verifier = secret();
        try (LoopbackPage page = LoopbackPage.open(sent -> same(state, sent.getOrDefault("state", "")))) {
            SortedMap<String, String> ask = application.form();
            ask.put("response_type", "code");
            ask.put("redirect_uri", page.address().toString());
            ask.put("scope", application.scope());
            ask.put("state", state);
            ask.put("nonce", nonce);
            ask.put("code_challenge", challenge(verifier));
            ask.put("code_challenge_method", "S256");
            if (application.scope().contains("offline_access")) {
                ask.put("prompt", "consent"); // OpenID Connect Core, section 11: without it the scope is ignored
            }
            show.accept(with(authorize.get(), ask));
            Optional<Map<String, String>> sent = page.await(patience);
            if (sent.isEmpty()) {
                return new LoginResult.Failed("nobody logged in within " + patience.toMinutes() + " minutes");
            }
            Optional<LoginResult> objection = objection(sent.get());
            if (objection.isPresent()) {
                return objection.get();
            }
            SortedMap<String, String> form = application.form();
            form.put("grant_type", "authorization_code");
            form.put("code", sent.get().get("code"));
            form.put("redirect_uri", page.address().toString());
            form.put("code_verifier", verifier);
            return new TokenEndpoint(fetch, token.get(), application, clock).ask(form, Optional.of(nonce));
        }
    }

    private Optional<LoginResult> objection(Map<String, String> sent) {
        String from = sent.get("iss");
        if (from == null ? issuer.namesItself() : !from.equals(issuer.issuer())) {
            return Optional.of(new LoginResult.Failed(
                    from == null
                            ? "the browser came back without saying from which issuer: log in again"
                            : "the browser came back from another issuer than `" + issuer.issuer()
                                    + "`: somebody may try to get hold of the login"));
        }
        String error = sent.get("error");
        if (error != null) {
            String description = sent.get("error_description");
            return Optional.of(new LoginResult.Refused(
                    error, "the issuer says `" + error + "`" + (description == null ? "" : ": " + description)));
        }
        return sent.containsKey("code")
                ? Optional.empty()
                : Optional.of(new LoginResult.Failed("the browser came back without a code"));
    }

    private String secret() {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static URI with(URI address, SortedMap<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + query);
    }
}
