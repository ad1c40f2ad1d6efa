package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.Payable;
import dev.interlock.e2e.Stage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a call that is held to an answer in the console, and to what the agent may do then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalFlowTest {

    private Stage stage;
    private Browser browser;
    private Client clerk;
    private Client booker;
    private Client payer;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        browser = Browser.open();
        stage = Stage.open(folder);
        clerk = stage.atWork("clerk", "olivia");
        booker = stage.atWork("booker", "bert");
        payer = stage.atWork("payer", "ina");
    }

    @AfterAll
    void close() throws Exception {
        if (stage != null) {
            stage.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private Window signIn(String person) {
        return browser.signIn(stage.consoleLink(person), Browser.View.WIDE);
    }

    private String held(Payable payable) {
        Answer answer = payer.call("release_payment", payable.release());
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.HELD);
        return answer.hold().orElseThrow();
    }

    @Test
    void fromTheInboxToAPaymentThatGoesThrough() {
        Payable payable = stage.payable(clerk, booker);
        Window vera = signIn("vera");
        vera.open("/console/inbox");
        String hold = held(payable);

        // The page follows the record by itself.
        vera.awaits(vera.main().locator("a[href$='/holds/" + hold + "']").first());
        vera.main().locator("a[href$='/holds/" + hold + "']").first().click();
        assertThat(vera.main().innerText()).contains(payable.iban(), payable.payment(), "ina");
        approve(vera);
        vera.shows("approved");

        Stage.done(payer.call("release_payment", payable.release()));
        vera.shows("went through");
        vera.assertClean();
        vera.assertAccessible();
    }

    /** Types the code that is shown, where one is asked for, and approves. */
    private static void approve(Window window) {
        if (window.main().locator("#code").count() > 0) {
            window.main()
                    .locator("#code")
                    .fill(window.main().locator(".code output").innerText());
        }
        window.button("Approve").click();
    }

    @Test
    void aRejectionNeedsAReasonAndIsTold() {
        Payable payable = stage.payable(clerk, booker);
        String hold = held(payable);
        Window vera = signIn("vera");
        vera.open("/console/holds/" + hold);
        vera.button("Reject").click();
        assertThat(vera.main().innerText()).contains("reason");

        vera.main().locator("#why").fill("the account is another one than in the contract");
        vera.button("Reject").click();
        vera.shows("rejected");
        vera.assertClean();
        assertThat(payer.call("release_payment", payable.release()).kind()).isEqualTo(Answer.Kind.DENIED);
    }

    @Test
    void whoeverGaveTheInstructionCannotApproveIt() {
        Payable payable = stage.payable(clerk, booker);
        String hold = held(payable);
        Window ina = signIn("ina");
        ina.open("/console/holds/" + hold);
        assertThat(ina.main().innerText()).contains("You may not decide");
        assertThat(ina.main().locator("button[value=approve]").count()).isZero();
        ina.assertAccessible();

        // The form that the page does not have is refused, too.
        String token = ina.page().locator("input[name=form-token]").first().inputValue();
        Object status = ina.page()
                .evaluate(
                        "async ([path, body]) => (await fetch(path, {method: 'POST', body: new URLSearchParams(body)})).status",
                        java.util.List.of(
                                "/console/holds/" + hold,
                                java.util.Map.of("form-token", token, "answer", "approve", "comment", "mine")));
        assertThat(status).isNotEqualTo(303);
        assertThat(stage.office.approve("vera", hold).ok().status()).isEqualTo(200);
    }

    @Test
    void aPageThatIsStaleDecidesNothing() {
        Payable payable = stage.payable(clerk, booker);
        String hold = held(payable);
        Window vera = signIn("vera");
        Window victor = signIn("victor");
        vera.open("/console/holds/" + hold);
        victor.open("/console/holds/" + hold);
        vera.main().locator("#why").fill("seen");
        victor.main().locator("#why").fill("seen as well");
        approve(vera);
        vera.shows("approved");
        approve(victor);

        assertThat(victor.main().innerText()).contains("vera");
        vera.page().goBack();
        vera.assertClean();
        victor.assertClean();
    }
}
