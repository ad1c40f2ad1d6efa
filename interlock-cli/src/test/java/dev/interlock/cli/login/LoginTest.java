package dev.interlock.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.login.Login;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Discovered;
import dev.interlock.server.identity.oidc.Discovery;
import dev.interlock.server.identity.oidc.Metadata;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ways to log in, before an issuer that also does wrong things. */
class LoginTest {

    private static final String RESOURCE = "https://interlock.example.com";

    private final Fetch fetch = new Fetch();
    private final HttpClient browser =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private Issuer issuer;
    private Application application;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        application = new Application(
                issuer.name(), "cli", Application.SCOPE, Optional.of(RESOURCE), Application.Present.ACCESS);
    }

    @AfterEach
    void stop() {
        browser.shutdownNow();
        fetch.close();
        issuer.close();
    }

    private Metadata metadata() throws InterruptedException {
        return ((Discovered.Found) new Discovery(fetch).of(issuer.name())).metadata();
    }

    private DeviceLogin device() throws InterruptedException {
        return new DeviceLogin(fetch, metadata(), application, now::get, time -> {
            pauses.add(time);
            now.set(now.get().plus(time));
        });
    }

    private LoginResult byCode() throws InterruptedException {
        DeviceLogin login = device();
        return login.await(((DeviceLogin.Begun.Asked) login.begin()).code());
    }

    private LoginResult inBrowser(Consumer<URI> person) throws Exception {
        return new BrowserLogin(fetch, metadata(), application, now::get, new Random(7))
                .run(person, Duration.ofSeconds(20));
    }

    private int open(URI page) {
        try {
            return browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the issuer sends the browser. */
    private URI answer(URI page) {
        try {
            return URI.create(browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The person goes where the issuer sends them, or where somebody changed that to. */
    private LoginResult changed(UnaryOperator<String> change) throws Exception {
        return inBrowser(page -> assertThat(
                        open(URI.create(change.apply(answer(page).toString()))))
                .isEqualTo(200));
    }

    private static String failure(LoginResult result) {
        return switch (result) {
            case LoginResult.Done done -> "it did not fail";
            case LoginResult.Refused(String code, String message) -> code + ": " + message;
            case LoginResult.Failed(String message) -> message;
        };
    }

    @Test
    void aCodeIsAskedForUntilItIsEntered() throws Exception {
        issuer.refuseTokens("authorization_pending", "slow_down", "authorization_pending");
        assertThat(byCode()).isInstanceOfSatisfying(LoginResult.Done.class, done -> {
            Login login = done.login();
            assertThat(login.refresh()).isPresent();
            assertThat(login.expires()).contains(now.get().plusSeconds(300));
            assertThat(login.toString() + done).doesNotContain(login.token(), "refresh-secret");
        });
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 6L, 6L);
        assertThat(issuer.forms().getFirst())
                .containsEntry("client_id", "cli")
                .containsEntry("resource", RESOURCE)
                .containsEntry("scope", Application.SCOPE)
                .doesNotContainKey("client_secret");
    }

    @Test
    void aCodeThatNobodyEntersEnds() throws Exception {
        issuer.answer("/token", 400, "{\"error\":\"authorization_pending\"}");
        assertThat(failure(byCode())).isEqualTo("expired_token: no one entered the code in time; log in again");
        assertThat(pauses).hasSize(60);
        issuer.answer("/token", 400, "{\"error\":\"access_denied\"}");
        assertThat(failure(byCode())).isEqualTo("access_denied: the login was refused in the browser");
        issuer.answer("/token", 400, "{\"error\":\"expired_token\"}");
        assertThat(failure(byCode())).startsWith("expired_token");
        issuer.answer("/token", 400, "{\"error\":\"invalid_client\",\"error_description\":\"who?\"}");
        assertThat(failure(byCode())).isEqualTo("invalid_client: the issuer says `invalid_client`: who?");
    }

    @Test
    void anIssuerThatDoesNotAnswerIsAskedLessOftenAndThenNotAtAll() throws Exception {
        issuer.answer("/token", 503, "");
        assertThat(failure(byCode())).isEqualTo("the issuer's token endpoint answers with status 503");
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L, 16L);
    }

    @Test
    void anIssuerWithoutCodesSaysWhatToDo() throws Exception {
        issuer.metadata().remove("device_authorization_endpoint");
        assertThat(device().begin())
                .isInstanceOfSatisfying(
                        DeviceLogin.Begun.Failed.class,
                        failed -> assertThat(failed.message()).contains("`--browser`"));
        issuer.metadata().put("device_authorization_endpoint", issuer.name() + "/device");
        issuer.answer(
                "/device", 200, "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"javascript:1\"}");
        assertThat(device().begin()).isInstanceOf(DeviceLogin.Begun.Failed.class);
    }

    @Test
    void aBrowserLogsIn() throws Exception {
        assertThat(changed(UnaryOperator.identity())).isInstanceOf(LoginResult.Done.class);
        Map<String, String> asked = issuer.forms().getLast();
        assertThat(asked).containsKeys("code_verifier", "redirect_uri").containsEntry("resource", RESOURCE);
        assertThat(asked.get("redirect_uri")).matches("http://127\\.0\\.0\\.1:\\d+/callback");
        assertThat(asked.get("code_verifier")).hasSize(43);
    }

    @Test
    void whatBelongsToAnotherLoginChangesNothing() throws Exception {
        LoginResult result = inBrowser(page -> {
            URI back = answer(page);
            String text = back.toString();
            assertThat(open(URI.create(text.replaceAll("state=[^&]*", "state=guessed"))))
                    .isEqualTo(400);
            assertThat(open(URI.create(text.replaceAll("state=[^&]*&", "")))).isEqualTo(400);
            assertThat(open(URI.create(text + "&code=second"))).isEqualTo(400);
            assertThat(open(URI.create(text.replace("/callback", "/other")))).isEqualTo(400);
            assertThat(open(URI.create(text.replace("127.0.0.1", "localhost")))).isEqualTo(400);
            assertThat(open(back)).isEqualTo(200);
        });
        assertThat(result).isInstanceOf(LoginResult.Done.class);
    }

    @Test
    void theAnswerComesFromTheIssuerThatWasAsked() throws Exception {
        assertThat(failure(changed(back -> back.replaceAll("&iss=.*", "&iss=https%3A%2F%2Fevil.example.com"))))
                .contains("from an issuer other than");
        assertThat(failure(changed(back -> back.replaceAll("&iss=.*", "")))).contains("without the name of the issuer");
        issuer.metadata().remove("authorization_response_iss_parameter_supported");
        assertThat(failure(changed(back -> back.replaceAll("&iss=.*", "&iss=https%3A%2F%2Fevil.example.com"))))
                .contains("from an issuer other than");
        assertThat(changed(back -> back.replaceAll("&iss=.*", ""))).isInstanceOf(LoginResult.Done.class);
        assertThat(issuer.forms()).hasSize(1); // no code went anywhere else
    }

    @Test
    void aRefusalInTheBrowserIsTold() throws Exception {
        assertThat(failure(changed(back -> back.replace("code=code-secret", "error=access_denied"))))
                .isEqualTo("access_denied: the issuer says `access_denied`");
    }

    @Test
    void pkceIsNotGivenUp() throws Exception {
        issuer.metadata().putArray("code_challenge_methods_supported").add("plain");
        assertThat(failure(inBrowser(this::open))).contains("PKCE");
        assertThat(issuer.asked("/authorize")).isZero();
    }

    @Test
    void anIdTokenIsAboutThisLogin() throws Exception {
        for (var wrong : Map.<String, Map<String, Object>>of(
                        "another login", Map.of("aud", "cli", "nonce", "another"),
                        "another client", Map.of("aud", "somebody"),
                        "another issuer", Map.of("aud", "cli", "iss", "https://evil.example.com"),
                        "expired", Map.of("aud", "cli", "exp", 1_000))
                .entrySet()) {
            String token = issuer.token("JWT", wrong.getValue());
            issuer.answer(
                    "/token", 200, "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}");
            assertThat(failure(changed(UnaryOperator.identity()))).contains(wrong.getKey());
        }
        issuer.answer("/token", 200, "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"x.y.z\"}");
        assertThat(failure(changed(UnaryOperator.identity()))).contains("not a signed JWT");
    }

    @Test
    void onlyBearerTokensAreOfUse() throws Exception {
        issuer.answer("/token", 200, "{\"access_token\":\"x\",\"token_type\":\"DPoP\"}");
        assertThat(failure(byCode())).contains("not a bearer token");
        issuer.answer("/token", 200, "{\"access_token\":\"a\\r\\nb: c\",\"token_type\":\"Bearer\"}");
        assertThat(failure(byCode())).contains("no access token");
        issuer.answer("/token", 200, "{\"token_type\":\"Bearer\"}");
        assertThat(failure(byCode())).contains("no access token");
    }
}
