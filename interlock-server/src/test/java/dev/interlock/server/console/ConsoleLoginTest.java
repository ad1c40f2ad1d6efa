package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.server.console.login.Logins;
import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.fixture.Served;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in to the console at an issuer, which also does wrong things. */
class ConsoleLoginTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-line: [chain, owner, origin]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        trust:
          audience: https://gateway.example.com
          issuers:
            corp: {issuer: "%1$s", clients: [cli], login: {client-id: cli}}
            other: {issuer: "%2$s", clients: [cli], login: {client-id: cli}}
        agents: {clerk: {identity: {issuer: corp, subject: clerk}, owner: desk}}
        people:
          vera: {identity: {issuer: corp, subject: "248289761001"}, groups: [approvers]}
          paul: {identity: {issuer: other, subject: paul}}
        """;

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
    private Issuer issuer;
    private Issuer other;
    private Served served;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        other = new Issuer();
        issuer.clock(time::get);
        other.clock(time::get);
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, CONFIG.formatted(issuer.name(), other.name()), Map.of(), time::get)
                .start();
        browser = new Browser(served.port());
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        served.close();
        issuer.close();
        other.close();
    }

    /** Begins a login and returns where the issuer sends the browser back to. */
    private URI back(String name, String to) throws Exception {
        HttpResponse<String> begun = browser.get("/console/sign-in/at/" + name + "?to=" + V1.encoded(to));
        assertThat(begun.statusCode()).isEqualTo(303);
        HttpResponse<String> page =
                new Browser(served.port()).send(HttpRequest.newBuilder(URI.create(Browser.location(begun))));
        return URI.create(Browser.location(page));
    }

    private HttpResponse<String> come(URI back) throws Exception {
        return browser.get(back.getRawPath() + "?" + back.getRawQuery());
    }

    private HttpResponse<String> changed(UnaryOperator<String> change) throws Exception {
        return come(URI.create(change.apply(back("corp", "/console/inbox").toString())));
    }

    /** Returns what the page says to which a failed login leads. */
    private String told(HttpResponse<String> failed) throws Exception {
        assertThat(failed.statusCode()).isEqualTo(303);
        assertThat(Browser.location(failed)).startsWith("/console/sign-in").doesNotContain("code", "secret");
        assertThat(browser.cookies()).doesNotContainKey("interlock");
        HttpResponse<String> page = browser.get(Browser.location(failed));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("role=\"alert\"").doesNotContain("code-secret");
        assertThat(browser.get("/console/sign-in").body()).doesNotContain("role=\"alert\"");
        return page.body();
    }

    @Test
    void somebodyLogsInAndIsLedToWhereTheyWereGoing() throws Exception {
        HttpResponse<String> first = browser.get("/console/tasks?state=live");
        HttpResponse<String> page = browser.get(Browser.location(first));
        String host = "127.0.0.1:" + URI.create(issuer.name()).getPort();
        assertThat(page.body())
                .contains("Continue at " + host)
                .contains("/console/sign-in/at/corp?to=%2Fconsole%2Ftasks%3Fstate%3Dlive");

        HttpResponse<String> in = come(back("corp", "/console/tasks?state=live"));

        assertThat(Browser.location(in)).isEqualTo("/console/tasks?state=live");
        assertThat(browser.get("/console").body()).contains("vera", "approvers");
        Map<String, String> asked = issuer.forms().getLast();
        assertThat(asked)
                .containsEntry("redirect_uri", "http://127.0.0.1:" + served.port() + "/console/sign-in/callback")
                .containsEntry("resource", "https://gateway.example.com")
                .containsKey("code_verifier");
    }

    @Test
    void theIssuerIsAskedForNothingThatIsNotNeeded() throws Exception {
        String page = Browser.location(browser.get("/console/sign-in/at/corp?to=/console"));
        assertThat(page)
                .contains("code_challenge_method=S256", "scope=openid&", "nonce=", "state=")
                .doesNotContain("offline_access", "prompt");
        String again = Browser.location(browser.get("/console/sign-in/at/corp?to=/console&again=1"));
        assertThat(again).contains("prompt=login", "max_age=0");
        assertThat(browser.get("/console/sign-in/at/nobody?to=/console").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSessionEndsWithTheToken() throws Exception {
        come(back("corp", "/console"));
        time.updateAndGet(now -> now.plus(Duration.ofSeconds(299)));
        assertThat(browser.get("/console").statusCode()).isEqualTo(200);
        time.updateAndGet(now -> now.plus(Duration.ofSeconds(2)));
        assertThat(browser.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void aLoginIsFinishedOnceAndInTheBrowserThatBeganIt() throws Exception {
        URI back = back("corp", "/console");
        var begun = new HashMap<>(browser.cookies());
        browser.cookies().clear();
        assertThat(told(come(back))).contains("was not started in this browser");
        browser.cookies().putAll(begun);
        assertThat(Browser.location(come(back))).isEqualTo("/console");
        browser.cookies().clear();
        browser.cookies().putAll(begun);
        assertThat(told(come(back))).contains("is already finished");
        assertThat(issuer.asked("/token")).isEqualTo(1);
    }

    @Test
    void aLoginHasTenMinutes() throws Exception {
        URI back = back("corp", "/console");
        time.updateAndGet(now -> now.plus(Logins.PATIENCE));
        assertThat(told(come(back))).contains("took longer than ten minutes");
    }

    @Test
    void anotherStateIsNoneOfOurs() throws Exception {
        assertThat(told(changed(back -> back.replaceAll("state=[^&]*", "state=guessed"))))
                .contains("Start again");
        assertThat(told(changed(back -> back.replaceAll("state=[^&]*&", "")))).contains("Start again");
        assertThat(told(changed(back -> back + "&code=second"))).contains("Start again");
        URI back = back("corp", "/console");
        browser.cookies().computeIfPresent("interlock-login", (name, value) -> value.replace('.', 'x') + ".AAAA");
        assertThat(told(come(back))).contains("Start again");
        assertThat(issuer.asked("/token")).isZero();
    }

    @Test
    void theAnswerComesFromTheIssuerThatWasAsked() throws Exception {
        String evil = "&iss=" + V1.encoded("https://evil.example.com");
        assertThat(told(changed(back -> back.replaceAll("&iss=.*", evil)))).contains("from an issuer other than");
        assertThat(told(changed(back -> back.replaceAll("&iss=.*", "")))).contains("without the name of the issuer");
        assertThat(issuer.asked("/token")).isZero();
    }

    @Test
    void anIssuerVouchesForItsOwnAlone() throws Exception {
        other.subject("paul");
        String paul = other.token("at+jwt", Map.of("aud", "https://gateway.example.com", "client_id", "cli"));
        issuer.answer("/token", 200, "{\"access_token\":\"" + paul + "\",\"token_type\":\"Bearer\"}");
        assertThat(told(changed(UnaryOperator.identity()))).contains("a token that it did not issue");

        String vera = issuer.token("at+jwt", Map.of("aud", "https://gateway.example.com", "client_id", "cli"));
        HttpResponse<String> page = browser.get("/console/sign-in/at/corp?to=/console");
        String nonce = Browser.location(page).replaceAll(".*nonce=([^&]*).*", "$1");
        String state = Browser.location(page).replaceAll(".*state=([^&]*).*", "$1");
        String id = issuer.token("JWT", Map.of("aud", "cli", "sub", "somebody-else", "nonce", nonce));
        issuer.answer(
                "/token",
                200,
                "{\"access_token\":\"" + vera + "\",\"token_type\":\"Bearer\",\"id_token\":\"" + id + "\"}");
        assertThat(told(browser.get(
                        "/console/sign-in/callback?code=x&state=" + state + "&iss=" + V1.encoded(issuer.name()))))
                .contains("a token that it did not issue");
    }

    @Test
    void nobodyIsBelievedWhomTheApiWouldNotBelieve() throws Exception {
        issuer.subject("stranger");
        assertThat(told(changed(UnaryOperator.identity())))
                .contains("which identifies you as stranger", "no party is registered");
        issuer.subject("clerk");
        assertThat(told(changed(UnaryOperator.identity()))).contains("the console is for people");
        issuer.subject("248289761001");
        String foreign = issuer.token("at+jwt", Map.of("aud", "https://elsewhere.example.com", "client_id", "cli"));
        issuer.answer("/token", 200, "{\"access_token\":\"" + foreign + "\",\"token_type\":\"Bearer\"}");
        assertThat(told(changed(UnaryOperator.identity()))).contains("the caller is not known");
        assertThat(served.recorded(AgentEvent.PresentationRefused.class))
                .anySatisfy(refused -> assertThat(refused.where()).isEqualTo("/console"));
    }

    @Test
    void whatAnIssuerRefusesIsToldWithAWayOut() throws Exception {
        assertThat(told(changed(back -> back.replace("code=code-secret", "error=access_denied"))))
                .contains("did not let you in", "another account");
        assertThat(told(changed(back -> back.replace(
                        "code=code-secret", "error=%3Cscript%3E&error_description=%3Cb%3Epay+evil%3C%2Fb%3E"))))
                .contains("refused the login. Try again")
                .doesNotContain("%3Cscript", "&lt;", "<b>", "pay evil");
        issuer.refuseTokens("invalid_grant");
        assertThat(told(changed(UnaryOperator.identity()))).contains("refused the login (invalid_grant)");
    }

    @Test
    void anIssuerThatIsSilentOrTalksNonsenseLetsNobodyIn() throws Exception {
        issuer.answer("/token", 200, "{\"access_token\":");
        assertThat(told(changed(UnaryOperator.identity()))).contains("acceptable JSON");
        issuer.answer("/token", 302, "");
        assertThat(told(changed(UnaryOperator.identity()))).contains("redirect");
        issuer.answer("/token", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().flush();
            Thread.onSpinWait();
        });
        assertThat(told(changed(UnaryOperator.identity()))).contains("did not work");
        other.answer("/.well-known/openid-configuration", 500, "");
        HttpResponse<String> begun = browser.get("/console/sign-in/at/other?to=/console");
        assertThat(told(begun)).contains("does not answer. Try again in a minute");
        long asked = other.asked("/.well-known/openid-configuration");
        for (int i = 0; i < 20; i++) {
            browser.get("/console/sign-in/at/other?to=/console");
        }
        assertThat(other.asked("/.well-known/openid-configuration")).isEqualTo(asked);
    }

    @Test
    void nothingThatOnlyLooksAheadBeginsOrEndsALogin() throws Exception {
        URI back = back("corp", "/console");
        String target = "http://127.0.0.1:" + served.port() + back.getRawPath() + "?" + back.getRawQuery();
        assertThat(browser.send(HttpRequest.newBuilder(URI.create(target)).HEAD())
                        .statusCode())
                .isEqualTo(503);
        assertThat(browser.send(HttpRequest.newBuilder(URI.create(target)).header("Sec-Purpose", "prefetch"))
                        .statusCode())
                .isEqualTo(503);
        assertThat(Browser.location(come(back))).isEqualTo("/console");
    }

    @Test
    void aLoginLeadsToPagesOfTheConsoleAlone() throws Exception {
        for (String elsewhere : new String[] {
            "//evil.example", "https://evil.example/console", "/console\\@evil.example", "/console/in/abc", "/v1/tasks"
        }) {
            assertThat(Browser.location(come(back("corp", elsewhere)))).isEqualTo("/console");
        }
    }

    @Test
    void aNewLoginTakesThePlaceOfTheSession() throws Exception {
        come(back("corp", "/console"));
        String before = browser.cookies().get("interlock");
        come(back("corp", "/console"));
        String after = browser.cookies().put("interlock", before);
        assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        browser.cookies().put("interlock", after);
        assertThat(browser.get("/console").statusCode()).isEqualTo(200);
    }
}
