package dev.interlock.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.StoryPlayer;
import dev.interlock.policy.story.StoryText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Accounts payable against itself, with one thing changed. */
class BundleDiffTest {

    private static final PolicyBundle.Compiled ORIGINAL = changed("interlock: v1", "interlock: v1");

    @Test
    void aBundleIsLikeItselfUnderOtherNamesOfItsRules() {
        PolicyBundle.Compiled renamed = changed("title: No party creates", "title: Nobody creates");

        assertThat(diff(renamed).same()).isTrue();
        assertThat(diff(changed("id: AP-01", "id: AP-99")).changes()).isEmpty();
    }

    @Test
    void aShorterWindowIsShownAtItsEdge() {
        // the same is said per vendor and per payee; what shows it is two calls long, and the shortest stories come
        // first
        Change change = only(pairs(changed("within: 90d", "within: 30d")));

        assertThat(codes(change.before())).contains(FindingCode.DUTY_CONFLICT);
        assertThat(codes(change.after())).doesNotContain(FindingCode.DUTY_CONFLICT);
        assertThat(change.story().moves()).contains(new Move.Wait(30L * 86_400_000));
    }

    @Test
    void anAttributeLessIsShownByTwoWhoShareIt() {
        List<Change> changes = pairs(changed("another-line: [chain, owner, origin]", "another-line: [chain, origin]"))
                .changes();

        assertThat(changes)
                .anySatisfy(change -> {
                    assertThat(codes(change.before())).contains(FindingCode.DUTY_CONFLICT);
                    assertThat(codes(change.after())).doesNotContain(FindingCode.DUTY_CONFLICT);
                    assertThat(((Move.Call) change.move()).by()).isEqualTo("same-owner");
                })
                // who may approve changed too
                .anySatisfy(change -> assertThat(List.of(change.before(), change.after()))
                        .allMatch(answer -> answer instanceof Answer.Hold));
    }

    @Test
    void aLowerLimitIsShownJustAboveIt() {
        List<Change> changes = diff(changed("max: 10000", "max: 5000")).changes();

        assertThat(changes).hasSize(1);
        assertThat(codes(changes.getFirst().after())).contains(FindingCode.LIMIT_EXCEEDED);
        assertThat(((Move.Call) changes.getFirst().move()).args().get("amount")).hasToString("5000.01");
    }

    @Test
    void anIntentThatAllowsMoreIsShownByWhatItAllows() {
        Change change = only(diff(changed(
                "allow: [vendor.read, invoice.read, payment.read, report.run]",
                "allow: [vendor.read, invoice.read, payment.read, report.run, vendor.edit]")));

        assertThat(codes(change.before())).containsExactly(FindingCode.OUTSIDE_INTENT);
        assertThat(change.after()).isInstanceOf(Answer.Permit.class);
        assertThat(((Move.Call) change.move()).name()).isEqualTo("erp/edit_vendor");
    }

    @Test
    void aDutyThatHasAnotherNameEverywhereIsTheSame() {
        BundleDiff.Result result = pairs(changed("vendor.create", "vendor.make"));

        assertThat(result.changes()).isEmpty();
        assertThat(result.stories())
                .as("the rules differ in text, so they are tried")
                .isGreaterThan(100);
    }

    @Test
    void anotherConditionIsShownByACallThatOneOfThemForbids() {
        BundleDiff.Result result = new BundleDiff(
                        example("software-delivery"), example("software-delivery", ".guard/", ".guards/"), 1, 10_000)
                .find();

        assertThat(result.changes())
                .extracting(change -> ((Move.Call) change.move()).name())
                .containsOnly("forge/edit_pipeline");
    }

    @Test
    void aWallThatIsHigherIsShownByTwoDatasets() {
        BundleDiff.Result result = new BundleDiff(
                        example("data-protection"),
                        example("data-protection", "between: client, class: sector", "between: client"),
                        2,
                        50_000)
                .find();

        assertThat(result.changes())
                .anySatisfy(change -> assertThat(codes(change.after())).contains(FindingCode.WALL_CROSSED));
    }

    @Test
    void bundlesWithNothingInCommonAreToldApartByTheirNames() {
        PolicyBundle.Compiled other = (PolicyBundle.Compiled)
                PolicyBundle.load(new MemoryTree(Map.of("interlock.yaml", """
                interlock: v1
                name: other
                owner: someone@example.com
                independence: {line: [owner]}
                risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
                server: shop
                tools: {buy: {duty: shop.buy, risk: high}}
                intents: {shop: {goal: Shop, allow: [shop.buy]}}
                rules: []
                """.getBytes(StandardCharsets.UTF_8))));

        BundleDiff.Result result = pairs(other);

        assertThat(result.onlyA()).contains("tool erp/create_vendor", "intent pay-invoice");
        assertThat(result.onlyB()).containsExactly("tool shop/buy", "intent shop");
        assertThat(result.changes()).isEmpty();
    }

    @Test
    void whatIsShownCanBePlayedAsAScenario() {
        PolicyBundle.Compiled changed = changed("max: 10000", "max: 5000");
        Story story = only(diff(changed)).story();
        String scenario = StoryText.scenario("a", story, StoryPlayer.play(changed, story));
        var tree = new MemoryTree(Map.of("tests/a.yaml", scenario.getBytes(StandardCharsets.UTF_8)));

        assertThat(ScenarioSuite.run(changed, tree).passed()).isTrue();
        assertThat(ScenarioSuite.run(ORIGINAL, tree).passed()).isFalse();
    }

    @Test
    void theBoundIsKept() {
        BundleDiff.Result result = new BundleDiff(ORIGINAL, changed("max: 10000", "max: 5000"), 3, 10).find();

        assertThat(result.stories()).isEqualTo(10);
        assertThat(result.exhausted()).isFalse();
    }

    private static BundleDiff.Result diff(PolicyBundle.Compiled with) {
        return new BundleDiff(ORIGINAL, with, 3, 100_000).find();
    }

    /** Stories of two calls, which is as long as the histories are that these rules look at, and far fewer than those of three. */
    private static BundleDiff.Result pairs(PolicyBundle.Compiled with) {
        return new BundleDiff(ORIGINAL, with, 2, 100_000).find();
    }

    private static Change only(BundleDiff.Result result) {
        assertThat(result.changes()).isNotEmpty();
        return result.changes().getFirst();
    }

    private static List<FindingCode> codes(Answer answer) {
        return ((Answer.Verdict) answer)
                .findings().stream().map(finding -> finding.code()).distinct().toList();
    }

    /** The example with texts replaced, each of which occurs. */
    private static PolicyBundle.Compiled changed(String... replacements) {
        return example("accounts-payable", replacements);
    }

    private static PolicyBundle.Compiled example(String name, String... replacements) {
        var folder = new FolderTree(Folders.root().resolve("bundles").resolve(name));
        Map<String, byte[]> files = new TreeMap<>();
        for (String path : folder.list().files()) {
            var content = (FileTree.Bytes) folder.read(path, 1 << 20);
            files.put(path, content.bytes());
        }
        for (int i = 0; i < replacements.length; i += 2) {
            boolean found = false;
            for (var file : files.entrySet()) {
                String text = new String(file.getValue(), StandardCharsets.UTF_8);
                found |= text.contains(replacements[i]);
                file.setValue(text.replace(replacements[i], replacements[i + 1]).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(found).as(replacements[i]).isTrue();
        }
        PolicyBundle bundle = PolicyBundle.load(new MemoryTree(files));
        assertThat(bundle).as(bundle.diagnostics().toString()).isInstanceOf(PolicyBundle.Compiled.class);
        return (PolicyBundle.Compiled) bundle;
    }
}
