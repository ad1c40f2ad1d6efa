package dev.interlock.server.identity.login;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Metadata;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One login with a browser: authorization code with PKCE (RFC 7636, S256 only). The answer has to come from the issuer that was asked
 * (RFC 9207).
 */
public final class CodeLogin {

    private static final int RANDOM_BYTES = 32;

    private final Fetch fetch;
    private final Metadata issuer;
    private final Application application;
    private final InstantSource clock;
    private final Secrets secrets;
    private final URI back;

    /**
     * The secrets of one login.
     *
     * @param state comes back with the browser, and shows that it is this login
     * @param nonce comes back in the id token
     * @param verifier shows to the issuer that whoever brings the code has asked for it
     */
    public record Secrets(String state, String nonce, String verifier) {

        /** @param random has to be unpredictable outside tests */
        public static Secrets random(RandomGenerator random) {
            return new Secrets(text(random), text(random), text(random));
        }

        /** Returns whether the parameters with which a browser came back are of this login. */
        public boolean areOf(Map<String, String> sent) {
            return MessageDigest.isEqual(
                    state.getBytes(StandardCharsets.UTF_8),
                    sent.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8));
        }

        private static String text(RandomGenerator random) {
            var bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        /** Leaves out the secrets. */
        @Override
        public String toString() {
            return "Secrets";
        }
    }

    /** @param back the address to which the issuer sends the browser */
    public CodeLogin(
            Fetch fetch, Metadata issuer, Application application, InstantSource clock, Secrets secrets, URI back) {
        this.fetch = fetch;
        this.issuer = issuer;
        this.application = application;
        this.clock = clock;
        this.secrets = secrets;
        this.back = back;
    }

    /** Returns why nobody can log in at this issuer with a browser, if so: a sentence without a full stop. */
    public static Optional<String> objection(Metadata issuer) {
        if (issuer.address("authorization_endpoint").isEmpty()
                || issuer.address("token_endpoint").isEmpty()) {
            return Optional.of("the issuer `" + issuer.issuer() + "` does not support login with a browser");
        }
        return issuer.texts("code_challenge_methods_supported")
                .filter(methods -> !methods.contains("S256"))
                .map(without -> "the issuer `" + issuer.issuer() + "` does not support PKCE with S256");
    }

    /**
     * Returns the page of the issuer that the person has to open.
     *
     * @param further parameters, such as {@code prompt}
     */
    public URI page(Map<String, String> further) {
        SortedMap<String, String> ask = application.form();
        ask.put("response_type", "code");
        ask.put("redirect_uri", back.toString());
        ask.put("scope", application.scope());
        ask.put("state", secrets.state());
        ask.put("nonce", secrets.nonce());
        ask.put("code_challenge", challenge(secrets.verifier()));
        ask.put("code_challenge_method", "S256");
        if (application.scope().contains("offline_access")) {
            ask.put("prompt", "consent"); // OpenID Connect Core, section 11: without it the scope is ignored
        }
        ask.putAll(further);
        return with(issuer.address("authorization_endpoint").orElseThrow(), ask);
    }

    /**
     * Asks for the token.
     *
     * @param sent the parameters with which the browser came back, which are {@linkplain Secrets#areOf of this login}
     */
    public LoginResult finish(Map<String, String> sent) throws InterruptedException {
        Optional<LoginResult> objection = objection(sent);
        if (objection.isPresent()) {
            return objection.get();
        }
        SortedMap<String, String> form = application.form();
        form.put("grant_type", "authorization_code");
        form.put("code", sent.get("code"));
        form.put("redirect_uri", back.toString());
        form.put("code_verifier", secrets.verifier());
        URI token = issuer.address("token_endpoint").orElseThrow();
        return new TokenEndpoint(fetch, token, application, clock).ask(form, Optional.of(secrets.nonce()));
    }

    private Optional<LoginResult> objection(Map<String, String> sent) {
        String from = sent.get("iss");
        if (from == null ? issuer.namesItself() : !from.equals(issuer.issuer())) {
            return Optional.of(new LoginResult.Failed(
                    from == null
                            ? "the browser came back without the name of the issuer: log in again"
                            : "the browser came back from an issuer other than `" + issuer.issuer()
                                    + "`: someone may be trying to intercept the login"));
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

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static URI with(URI address, SortedMap<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + query);
    }
}
