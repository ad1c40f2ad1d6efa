package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a page: its stream, its session, the viewer's clock, a browser without script, an answer that came too late. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleTest {

    private Browser browser;
    private ConsoleHouse house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        browser = Browser.open();
        house = new ConsoleHouse(folder);
    }

    @AfterEach
    void closeWindows() {
        browser.closeWindows();
    }

    @AfterAll
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private Window signIn(String person) {
        return browser.signIn(house.link(person), View.WIDE);
    }

    private String held(String vendor) {
        return house.held("payer", "edit", "{'vendor':'" + vendor + "','iban':'DE1'}");
    }

    private static void isListed(Window window, String hold) {
        window.awaits(window.main().locator("a[href$='/holds/" + hold + "']").first());
    }

    @Test
    void aStreamThatBreaksIsToldAndTriedAgain() {
        Window vera = signIn("vera");
        vera.streamMayBreak();
        vera.page().route("**/changes*", Route::abort);
        vera.open("/console/inbox");
        vera.shows("Not live");
        String hold = held("V-1");
        vera.inspect("stream-broken");
        vera.page().unroute("**/changes*");
        vera.shows("Live");
        // What happened while it was broken is there, too.
        isListed(vera, hold);
    }

    @Test
    void aSessionThatEndsLeavesThePageAsItIsAndAnswersNothing() {
        String hold = held("V-2");
        Window vera = signIn("vera");
        vera.open("/console/holds/" + hold);
        vera.streamMayBreak();
        Page elsewhere = vera.page().context().newPage();
        elsewhere.navigate(vera.page().url());
        elsewhere.locator("form.out button").click();
        elsewhere.waitForURL("**/sign-in**");
        held("V-3");
        vera.awaits(vera.page().getByText("Your session has ended: sign in"));
        assertThat(vera.heading()).contains("V-2");
        vera.inspect("session-ended");

        // Signed in again, in the same browser, the page that stayed open goes on.
        elsewhere.navigate(house.link("vera"));
        held("V-7");
        vera.page()
                .getByText("Your session has ended: sign in")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        vera.approve();
        vera.isNow("approved");

        String other = held("V-8");
        vera.open("/console/holds/" + other);
        elsewhere.locator("form.out button").click();
        elsewhere.waitForURL("**/sign-in**");
        vera.approve();
        assertThat(vera.heading()).isEqualTo("You are not signed in");
        vera.inspect("session-ended-answer");
        assertThat(house.v1("sam", "holds/" + other).path("state").asText()).isEqualTo("open");
    }

    @Test
    void aBrowserWithoutScriptReadsAndDecides() {
        Client payer = house.agent("payer", house.task("payer", "Pay Acme"));
        var pay = Json.object().put("vendor", "V-4").put("amount", "10").put("note", "x");
        String hold = payer.call("pay", pay).hold().orElseThrow();
        Window vera = browser.window(View.WIDE, options -> options.setJavaScriptEnabled(false));
        vera.open(house.link("vera"));
        vera.open("/console/inbox");
        vera.main().locator("a[href$='/holds/" + hold + "']").first().click();
        vera.shows("UTC");
        vera.approve();
        vera.isNow("approved");
        assertThat(payer.call("pay", pay).kind()).isEqualTo(Answer.Kind.DONE);
        for (String page : List.of(
                "",
                "/tasks",
                "/objects/vendor/V-4",
                "/parties/payer",
                "/rules/PAY-1",
                "/ledger",
                "/break-glass",
                "/settings",
                "/playground",
                "/find?q=p")) {
            vera.visit("/console" + page);
            assertThat(vera.heading()).isNotEmpty();
        }
    }

    @Test
    void aClockThatIsWrongChangesNoTime() {
        String hold = held("V-5");
        Window vera = browser.window(View.WIDE, options -> options.setTimezoneId("Asia/Tokyo"));
        vera.page()
                .clock()
                .install(new Clock.InstallOptions()
                        .setTime(Instant.now().plus(Duration.ofDays(400)).toString()));
        vera.open(house.link("vera"));
        vera.open("/console/holds/" + hold);
        var left = vera.main().locator("[data-until]").first();
        String told = left.innerText();
        assertThat(told).contains("h");
        vera.page().clock().fastForward(70_000);
        // An hour and a minute less, and not over since years.
        assertThat(left.innerText()).matches("\\d+ (d|h).*").isNotEqualTo("over");
        vera.shows("Tokyo");
        vera.assertClean();
    }

    @Test
    void anAnswerThatComesTooLateIsNone() {
        String hold = held("V-6");
        Window vera = signIn("vera");
        Window paul = signIn("paul");
        vera.open("/console/holds/" + hold);
        paul.open("/console/holds/" + hold);
        paul.streamMayBreak();
        paul.page().route("**/changes*", Route::abort);
        paul.page().reload();
        vera.field("Comment").fill("the wrong account");
        vera.button("Reject").click();
        vera.isNow("rejected");
        paul.approve();
        paul.isNow("rejected");
        paul.inspect("answered-by-another");
        vera.open("/console");
        vera.page().goBack();
        vera.isNow("rejected");
        assertThat(house.v1("sam", "holds/" + hold).path("answers").size()).isEqualTo(1);
        vera.assertClean();
    }

    @Test
    void whyAnAnswerWasRefusedStaysInSightWhileTheRecordGrows() {
        Client payer = house.agent("payer", house.task("payer", "Correct two accounts"));
        payer.call("edit", Json.object().put("vendor", "V-9").put("iban", "DE1"));
        payer.call("edit", Json.object().put("vendor", "V-10").put("iban", "DE1"));
        Window vera = signIn("vera");
        vera.open("/console/inbox");
        // Neither the pointer nor the focus keeps the page as it is.
        vera.button("Approve the selected ones").press("Enter");
        vera.shows("Nothing was chosen");
        String hold = held("V-11");
        Locator news = vera.page().locator("#news");
        vera.awaits(news);
        vera.shows("Nothing was chosen");
        news.click();
        isListed(vera, hold);
        assertThat(vera.main().getByText("Nothing was chosen").count()).isZero();
        assertThat(news.isVisible()).isFalse();
        vera.assertClean();
    }
}
