package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent's process against the ERP's. */
class AgentProcessTest {
    @TempDir
    Path folder;

    private FaultFolder faults;
    private ErpHttpProcess erp;
    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        faults = new FaultFolder(Files.createDirectory(folder.resolve("faults")));
        // It does not wait for the process, so that both start at the same time.
        agent = AgentProcess.start("clerk", "secret-of-the-clerk");
        erp = ErpHttpProcess.start(db(), faults.folder());
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        erp.close();
    }

    private Path db() {
        return folder.resolve("erp.db");
    }

    @ParameterizedTest
    @EnumSource
    void worksInBothEras(AgentProcess.Speaks era) throws Exception {
        assertThat(agent.connect(erp.uri(), era, Optional.empty()))
                .isEqualTo(
                        switch (era) {
                            case MODERN -> "2026-07-28";
                            case LEGACY -> "2025-11-25";
                        });
        assertThat(agent.tools()).contains("create_vendor", "release_payment").hasSize(12);
        Answer created = agent.call("create_vendor", vendor("Acme"));
        assertThat(created.kind()).isEqualTo(Answer.Kind.DONE);
        assertThat(created.given("vendor_id")).isEqualTo("V-1001");
        Answer failed = agent.call("get_vendor", Json.object().put("vendor_id", "V-1"));
        assertThat(failed.kind()).isEqualTo(Answer.Kind.FAILED);
        assertThat(failed.text()).startsWith("there is no vendor `V-1`");
        assertThat(failed.structured()).isEmpty();
        assertThat(agent.call("no_such_tool", Json.object()).kind()).isEqualTo(Answer.Kind.REJECTED);
        assertThat(Books.query(db(), "select name from vendor")).containsExactly("Acme");
    }

    @ParameterizedTest
    @EnumSource
    void parallelCallsAreInFlightAtOnce(AgentProcess.Speaks era) throws Exception {
        agent.connect(erp.uri(), era, Optional.empty());
        faults.script("create_vendor", "wait-before go");
        Thread gate = Thread.ofVirtual().start(() -> {
            try {
                // Both are inside before either may go on: had they come one by one, this would wait in vain.
                faults.awaitEntered("create_vendor", 2);
                faults.open("go");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Answer> answers = agent.parallel(List.of(
                new AgentProcess.Call("create_vendor", vendor("Acme")),
                new AgentProcess.Call("create_vendor", vendor("Bolt"))));
        gate.join();
        assertThat(answers).extracting(Answer::kind).containsExactly(Answer.Kind.DONE, Answer.Kind.DONE);
        assertThat(answers).extracting(answer -> answer.given("vendor_id")).doesNotHaveDuplicates();
    }

    @Test
    void aCallBegunIsInFlightWhileOthersAreMade() throws Exception {
        agent.connect(erp.uri(), AgentProcess.Speaks.MODERN, Optional.empty());
        faults.script("create_vendor", "once", "wait-after go");
        agent.begin("creation", "create_vendor", vendor("Acme"));
        faults.awaitCommitted("create_vendor", 1);
        assertThat(agent.call("get_vendor", Json.object().put("vendor_id", "V-1001"))
                        .kind())
                .isEqualTo(Answer.Kind.DONE);
        faults.open("go");
        assertThat(agent.await("creation").given("vendor_id")).isEqualTo("V-1001");
        assertThatThrownBy(() -> agent.await("creation")).hasMessageContaining("no call was started as `creation`");
    }

    @Test
    void aServerThatDiesInTheMiddleLeavesTheOutcomeUnknown() throws Exception {
        agent.connect(erp.uri(), AgentProcess.Speaks.MODERN, Optional.empty());
        agent.tools();
        faults.script("create_vendor", "crash-after");
        assertThat(agent.call("create_vendor", vendor("Acme")).kind()).isEqualTo(Answer.Kind.UNKNOWN);
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
        assertThat(agent.call("create_vendor", vendor("Acme")).kind()).isEqualTo(Answer.Kind.REJECTED);
    }

    @Test
    void stepsThatCannotBeDoneAreSaidAndTheNextOnesWork() throws Exception {
        assertThatThrownBy(() -> agent.call("get_vendor", Json.object()))
                .hasMessage("agent `clerk`: there is no connection yet: begin with `connect`");
        assertThatThrownBy(() -> agent.connect(
                        URI.create("http://127.0.0.1:9/mcp"), AgentProcess.Speaks.MODERN, Optional.empty()))
                .hasMessageContaining("cannot connect");
        agent.connect(erp.uri(), AgentProcess.Speaks.LEGACY, Optional.empty());
        assertThat(agent.call("list_vendors", Json.object()).kind()).isEqualTo(Answer.Kind.DONE);
    }

    @Test
    void theTokenIsNotInTheArguments() throws Exception {
        // The JDK's own view of another process's arguments is cut short, so the system's is read.
        Path arguments = Path.of("/proc", Long.toString(agent.pid()), "cmdline");
        assumeTrue(Files.exists(arguments), "this system does not show the arguments of processes");
        assertThat(Files.readString(arguments)).contains("DemoAgent").doesNotContain("secret-of-the-clerk");
    }

    private static ObjectNode vendor(String name) {
        return Json.object().put("name", name).put("iban", "DE89370400440532013000");
    }
}
