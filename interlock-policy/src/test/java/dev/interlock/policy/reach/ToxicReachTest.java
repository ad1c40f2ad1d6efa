package dev.interlock.policy.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.policy.story.StoryText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example bundles with the registries they were written for, and with one wrong grant each. */
class ToxicReachTest {

    @ParameterizedTest
    @CsvSource({
        "accounts-payable, payer, onboard-vendor, AP-01",
        "accounts-payable, onboarding, settle-payables, AP-01",
        "software-delivery, reviewer, merge-change, SD-01",
        "software-delivery, author, ship, SD-01",
        "privileged-access, operator, keep-logs, PA-01",
        "privileged-access, designer, run-access, PA-01",
        "data-protection, clerk, send-reports, DP-02",
        "data-protection, sender, answer-people, DP-02",
        "rule-of-two, planner, look-up, R2-01",
        "rule-of-two, scout, assist, R2-01",
    })
    void oneWrongGrantIsAStoryAndWithoutItThereIsNone(String name, String agent, String intent, String rule) {
        PolicyBundle.Compiled bundle = bundle(name);
        List<Caller> registry = registry(bundle, name);

        assertThat(new ToxicReach(bundle, registry).find()).isEmpty();

        List<Toxic> found = new ToxicReach(bundle, granted(registry, agent, intent)).find();
        assertThat(found).extracting(Toxic::rule).contains(rule);
        Toxic toxic =
                found.stream().filter(t -> t.rule().equals(rule)).findFirst().orElseThrow();
        assertThat(toxic.value()).isEqualTo(agent);
        // the story is complete but for its end, and it is this rule that its end breaks
        assertThat(toxic.played().answers().subList(0, toxic.played().answers().size() - 1))
                .allMatch(answer -> answer instanceof Answer.Done || answer instanceof Answer.Permit);
        assertThat(((Answer.Verdict) toxic.played().answers().getLast()).findings())
                .anyMatch(finding -> finding.rule().equals(rule));
    }

    @Test
    void whatASubAgentDoesIsInReachOfWhoStartsIt() {
        PolicyBundle.Compiled bundle = bundle("accounts-payable");
        List<Caller> registry = registry(bundle, "accounts-payable");
        // the payer gives nothing away but reading: a helper that may create vendors is out of its reach
        assertThat(new ToxicReach(bundle, granted(registry, "helper", "onboard-vendor")).find())
                .isEmpty();

        // the planner may delegate everything: with the helper below it, the chain has both sides
        List<Caller> withPlanner = new ArrayList<>(granted(registry, "helper", "onboard-vendor"));
        withPlanner.replaceAll(c -> c.name().equals("helper") ? with(c, "pay-invoice") : c);
        withPlanner.replaceAll(c -> c.name().equals("bookkeeper") ? with(c, "settle-payables") : c);
        assertThat(new ToxicReach(bundle, withPlanner).find())
                .extracting(Toxic::rule, Toxic::value)
                .contains(tuple("AP-01", "bookkeeper"));
    }

    @Test
    void aStoryIsAScenarioThatCanBePlayed() {
        PolicyBundle.Compiled bundle = bundle("accounts-payable");
        Toxic toxic = new ToxicReach(bundle, granted(registry(bundle, "accounts-payable"), "payer", "onboard-vendor"))
                .find()
                .getFirst();

        String scenario = StoryText.scenario("In reach", toxic.story(), toxic.played());

        assertThat(ScenarioSuite.run(bundle, files(Map.of("tests/reach.yaml", scenario)))
                        .text(false))
                .isEqualTo("ok    tests/reach.yaml: In reach\n1 of 1 scenarios passed\n");
    }

    @Test
    void aRegistryWithMistakesSaysWhere() {
        PolicyBundle.Compiled bundle = bundle("accounts-payable");
        var tree =
                files(Map.of("r.yaml", "agents:\n  ada: {owner: a, intents: [pay-invoices]}\n  bob: {colour: red}\n"));

        RegistryFile read = RegistryFile.read(bundle, tree, "r.yaml");

        assertThat(read.diagnostics())
                .extracting(d -> d.place().line() + ": " + d.message() + "; " + d.remedy())
                .containsExactly(
                        "2: the bundle has no intent `pay-invoices`; did you mean `pay-invoice`?",
                        "3: an agent has no key `colour`; known: `attributes`, `implicit`, `intents`, `model`, `origin`, `owner`,"
                                + " `root`");
    }

    private static PolicyBundle.Compiled bundle(String name) {
        return (PolicyBundle.Compiled) PolicyBundle.load(folder(name));
    }

    private static MemoryTree files(Map<String, String> texts) {
        Map<String, byte[]> files = new TreeMap<>();
        texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new MemoryTree(files);
    }

    private static Path folder(String name) {
        return Folders.root().resolve("bundles").resolve(name);
    }

    private static List<Caller> registry(PolicyBundle.Compiled bundle, String name) {
        RegistryFile read = RegistryFile.read(bundle, new FolderTree(folder(name)), RegistryFile.DEFAULT);
        assertThat(read.diagnostics()).isEmpty();
        return read.agents();
    }

    private static List<Caller> granted(List<Caller> registry, String agent, String intent) {
        return registry.stream()
                .map(c -> c.name().equals(agent) ? with(c, intent) : c)
                .toList();
    }

    private static Caller with(Caller caller, String intent) {
        var intents = new TreeSet<>(caller.intents().orElseThrow());
        intents.add(intent);
        return new Caller(
                caller.name(),
                caller.runtime(),
                caller.person(),
                caller.root(),
                caller.attributes(),
                caller.groups(),
                caller.implicitIntent(),
                Optional.of(intents));
    }
}
