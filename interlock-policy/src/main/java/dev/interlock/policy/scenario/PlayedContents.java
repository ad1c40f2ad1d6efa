package dev.interlock.policy.scenario;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.ComparedAmount;
import dev.interlock.policy.catalog.JsonText;
import dev.interlock.policy.catalog.RegisteredContacts;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ApprovedValues;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.ReadResult;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.task.Vouchers;
import dev.interlock.provenance.text.Fingerprints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The content that the tasks of a scenario have read. All tasks of one graph have one content, as behind the gateway. For one thread. */
final class PlayedContents {

    private final PolicyBundle.Compiled bundle;
    private final State state;
    /** The marks of the calls of which rules ask who chose their values; without any, nothing is read. */
    private final Set<String> marks;

    /** The marks of the calls that rules compare with the instruction. */
    private final Set<String> compared;

    /** The marks of the calls of which rules ask who chose the amount. */
    private final Set<String> amounts;

    private final Map<Long, TaskContent> graphs = new HashMap<>();
    /** The labels of what agents have read, which they take along to their next tasks. */
    private final Map<String, Set<String>> agents = new HashMap<>();

    private final Map<Long, Integer> distances = new HashMap<>();
    /** The destinations that approvals let through, by the number of the root. */
    private final Map<Long, ApprovedValues> approved = new HashMap<>();

    /** The words of the shipped languages, which take a while to read: only a bundle with such a rule needs them. */
    private static final class Words {

        /** The contents of a scenario are written in its file, so that no key has to be secret. */
        static final Fingerprints FINGERPRINTS = new Fingerprints(0, 0);

        static final Lexicon LEXICON = new Lexicon(Lexicon.shipped(), FINGERPRINTS);
    }

    PlayedContents(PolicyBundle.Compiled bundle, State state) {
        this.bundle = bundle;
        this.state = state;
        this.marks = Rule.chosenMarks(bundle.engine().rules());
        this.compared = Rule.Flow.compared(bundle.engine().rules());
        this.amounts = Rule.Unusual.chosenMarks(bundle.engine().rules());
    }

    /**
     * The facts of a call, with who chose its values if a rule asks that.
     *
     * @param caller with its instance
     * @param task of the call; empty for the implicit one of its agent
     */
    CallFacts facts(CallFacts facts, Step.Call call, Caller caller, OptionalLong task) {
        if (!facts.carriesAny(marks)) {
            return facts;
        }
        List<ArgumentValue> values = CallArguments.of(call.arguments());
        TaskRoot root = TaskRoot.of(state, call.by().name(), task);
        ApprovedValues before = approved.getOrDefault(root.number(), new ApprovedValues());
        long number = task.orElse(root.number());
        Optional<ToolEntry> tool = bundle.catalog().tool(call.server(), call.tool());
        var given = bundle.catalog().knownDestinations().origins(tool, facts, root.objects());
        Provenance chosen = assessor()
                .assess(
                        content(call, task),
                        labels(call),
                        values,
                        new Vouchers(
                                given,
                                value -> before.call(bundle.digest(), number, caller, facts, value),
                                RegisteredContacts.reached(
                                        state, caller, OptionalLong.of(number), facts, labels(call), values)),
                        ComparedAmount.of(amounts, tool, facts, call.arguments()));
        return facts.chosenBy(
                facts.carriesAny(compared) && chosen.asked() != Asked.NO_INSTRUCTION
                        ? chosen.at(new Distance(call.distance(), total(call, task)))
                        : chosen);
    }

    /** Takes note of a permitted call, of which approvals may have let destinations through. */
    void permitted(CallFacts facts, Step.Call call, Caller caller, Answer.Permit permit) {
        TaskRoot root = TaskRoot.of(state, call.by().name(), OptionalLong.of(permit.task()));
        approved.computeIfAbsent(root.number(), any -> new ApprovedValues())
                .permitted(bundle.digest(), caller, permit, facts, labels(call), CallArguments.of(call.arguments()));
    }

    /** The distances of the calls of a graph, this one included. */
    private int total(Step.Call call, OptionalLong task) {
        long root = TaskRoot.of(state, call.by().name(), task).number();
        return distances.merge(root, call.distance(), Integer::sum);
    }

    /** Takes in what a call returned to its agent. */
    void read(long number, Step.Call call, OptionalLong task, Step.Succeeded came, Settlement settlement) {
        if (marks.isEmpty()) {
            return;
        }
        ToolLabels labels = labels(call);
        List<ArgumentValue> values = CallArguments.of(call.arguments());
        TaskContent content = content(call, task);
        if (settlement instanceof Settlement.Succeeded succeeded) {
            succeeded.created().forEach(object -> content.made(object.value()));
        }
        boolean steered = assessor().steered(content, labels, values);
        var records = ReadResult.of(
                came.result().isEmpty() ? null : came.result(), came.text().orElse(null), labels, JsonText::object);
        content.read(number, labels, values, steered, records);
        agents.put(call.by().name(), Set.copyOf(content.labels()));
    }

    private Assessor assessor() {
        return new Assessor(Words.LEXICON, bundle.catalog().knownDestinations().domains());
    }

    private ToolLabels labels(Step.Call call) {
        return bundle.catalog()
                .tool(call.server(), call.tool())
                .map(ToolEntry::content)
                .orElse(ToolLabels.NONE);
    }

    private TaskContent content(Step.Call call, OptionalLong task) {
        TaskRoot root = TaskRoot.of(state, call.by().name(), task);
        TaskContent content = graphs.get(root.number());
        if (content == null) {
            content = opened(root);
        }
        content.carry(agents.getOrDefault(call.by().name(), Set.of()));
        return content;
    }

    private TaskContent opened(TaskRoot root) {
        var content = new TaskContent(
                new Instruction(root.instruction(), Words.LEXICON, Words.FINGERPRINTS),
                Words.LEXICON,
                Words.FINGERPRINTS);
        if (root.number() != TaskRoot.NONE) {
            graphs.put(root.number(), content);
        }
        return content;
    }
}
