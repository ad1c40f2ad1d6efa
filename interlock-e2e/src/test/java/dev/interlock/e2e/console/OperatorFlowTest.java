package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The work of operators, approvers and reviewers in the console, from the first page to what agents may do then. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorFlowTest {

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

    @Test
    void twoApproversAreNeededAndTheFirstOneSeesTheSecond() {
        Client payer = house.agent("payer", house.task("payer", "Retire vendor V-5"));
        var retire = Json.object().put("vendor", "V-5");
        String hold = payer.call("retire", retire).hold().orElseThrow();
        Window vera = signIn("vera");
        Window paul = signIn("paul");
        vera.open("/console/holds/" + hold);
        vera.shows("0 of 2");
        vera.approve();
        vera.shows("1 of 2");
        assertThat(payer.call("retire", retire).kind()).isEqualTo(Answer.Kind.HELD);

        paul.open("/console/inbox");
        paul.main().locator("a[href$='/holds/" + hold + "']").first().click();
        paul.shows("vera");
        paul.approve();
        paul.isNow("approved");
        // The page of the first one follows by itself.
        vera.shows("2 of 2");
        assertThat(payer.call("retire", retire).kind()).isEqualTo(Answer.Kind.DONE);
        vera.shows("went through");
        vera.assertClean();
        paul.assertClean();
    }

    @Test
    void fromADenialToItsCauseItsRuleAndItsProofByClicking() {
        house.vendor("clerk", "V-6");
        Answer denied = house.call("helper", "pay", "{'vendor':'V-6','amount':'10','note':'x'}");
        assertThat(denied.kind()).isEqualTo(Answer.Kind.DENIED);
        Window sam = signIn("sam");
        sam.open("/console");
        Locator conflict =
                sam.main().getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText("vendor/V-6"));
        conflict.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("See why"))
                .click();
        String call = denied.decision().path("call").asText();
        sam.page().waitForURL("**/calls/" + call + "**");
        String told = sam.main().innerText();
        assertThat(told).contains("clerk", "helper", "owner", "SEP-1");

        // In the picture stand both calls, their object and the attribute that makes the agents one party.
        Locator picture = sam.main()
                .locator("svg")
                .filter(new Locator.FilterOptions().setHasText("V-6").setVisible(true))
                .first();
        assertThat(picture.textContent()).contains("clerk", "helper", "one party", "both owned by purchasing");
        String place = sam.place();
        picture.getByRole(AriaRole.LINK)
                .filter(new Locator.FilterOptions().setHasText("V-6"))
                .first()
                .click();
        sam.page().waitForURL("**/objects/vendor/V-6");
        sam.page().goBack();
        assertThat(sam.place()).isEqualTo(place);

        sam.link("SEP-1").click();
        assertThat(sam.heading()).isEqualTo("No party creates a vendor and also pays it");
        sam.shows("On one vendor, one party does not do both");
        sam.page().goBack();
        sam.link("Check it").click();
        sam.shows("It is in the ledger");
        sam.assertClean();
    }

    @Test
    void aLaneFromItsOpeningToItsReview() {
        Window dana = signIn("dana");
        dana.open("/console/break-glass");
        dana.field("Agent that acts").fill("clerk");
        dana.field("Why").fill("payments are stuck");
        dana.button("Propose the lane").click();
        dana.shows("waits for a second person");
        dana.inspect("lane-proposed");
        String lane = dana.place();

        Window carl = signIn("carl");
        carl.open("/console/break-glass");
        carl.link("payments are stuck").click();
        carl.button("Confirm").click();
        carl.shows("left of an hour");
        carl.button("Get a credential").click();
        carl.shows("is not stored");
        String credential = carl.main().locator(".snippet").innerText();
        carl.inspect("credential");

        // The lane is watched while the agent acts in it.
        var unblock = Json.object().put("vendor", "V-4");
        assertThat(house.callInLane("clerk", credential, "unblock", unblock).kind())
                .isEqualTo(Answer.Kind.DONE);
        dana.awaits(dana.main()
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("UNB-1"))
                .first());
        assertThat(house.callInLane("clerk", credential, "edit", unblock).kind())
                .isEqualTo(Answer.Kind.DENIED);
        dana.shows("vendor/V-4");
        dana.inspect("lane-at-work");
        Window rita = signIn("rita");
        rita.open("/console");
        rita.page().getByText("See it, or end it").click();
        assertThat(rita.place()).isEqualTo(lane);
        dana.button("End it now").click();
        rita.shows("ended");
        dana.shows("You cannot review it");
        dana.inspect("lane-ended-own");
        rita.open(lane);
        rita.inspect("lane-ended");
        rita.field("Comment").fill("it was needed");
        rita.button("Accept what was done").click();
        rita.shows("reviewed and accepted");
        dana.shows("reviewed and accepted");
        List.of(dana, carl, rita).forEach(Window::assertClean);
    }

    @Test
    void aBundleIsTriedAndTheLinkToItIsOpenedBySomebodyElse() {
        Window vera = signIn("vera");
        vera.open("/console/playground?from=example");
        Locator bundle = vera.main().locator("[data-editor]").first();
        String text = bundle.inputValue();
        bundle.fill(text.replace("separate:", "seperate:"));
        vera.shows("seperate");
        bundle.fill(text);
        vera.shows("No mistakes");
        vera.button("Run the scenarios").click();
        vera.shows("all 3");
        vera.inspect("playground-scenarios");

        vera.field("After").selectOption("tests/claims.yaml|The agent that filed the claim");
        vera.field("Caller").selectOption("sam");
        vera.field("Tool").selectOption("expenses/pay_claim");
        vera.field("Arguments").fill("{\"claim\": 1}");
        vera.button("Decide it").click();
        vera.shows("What shows it");
        assertThat(vera.main().locator("#came").innerText()).contains("EX-01", "duty-conflict");
        vera.inspect("playground-decision");

        vera.main().locator("[data-editor]").first().fill(text.replace("name: expenses", "name: travel"));
        vera.button("Make a link").click();
        String link = vera.main().locator("[data-link]").inputValue();
        assertThat(link).contains("#b=");
        Window paul = signIn("paul");
        paul.open(link);
        paul.awaits(paul.main().getByLabel("Text of the file").first());
        assertThat(paul.main().locator("[data-editor]").first().inputValue()).contains("name: travel");
        vera.assertClean();
        paul.assertClean();
    }
}
