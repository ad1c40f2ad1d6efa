package dev.interlock.server.content;

import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ApprovedValues;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.text.Fingerprints;
import java.util.HashSet;
import java.util.Set;

/** The content of one graph of tasks. It is its own lock. */
final class Graph {

    /** The most characters of an instruction that grows by prompts; what is said beyond that endorses nothing. */
    private static final int LONGEST_INSTRUCTION = 64 << 10;
    /** The most texts outside calls that are told apart; a further one is read each time. */
    private static final int MOST_GIVEN = 10_000;

    /** The agent of the uppermost task. */
    final String holder;
    /** The uppermost task, once there is one. */
    volatile TaskRoot root;

    final TaskContent content;
    final TaskDistance distance;
    final ApprovedValues approved = new ApprovedValues();
    /** Whether everything that the graph has read is in its content. */
    boolean known;
    /** Whether a person said what is to be done. */
    private boolean instructed;

    private final StringBuilder instruction;
    /** Fingerprints of what the agents were given outside their calls. */
    private final Set<Long> given = new HashSet<>();
    /** The labels that its agents have durably. */
    private Set<String> kept = Set.of();
    /** Agents that have them. */
    private final Set<String> keptBy = new HashSet<>();
    /** Calls that others carry out, and whose results are not heard yet. */
    private final Set<Long> awaited = new HashSet<>();

    /** A graph of which all is known, as it has not read anything. */
    Graph(String holder, TaskRoot root, TaskContent content) {
        this.holder = holder;
        this.root = root;
        this.content = content;
        this.distance = new TaskDistance(root.instruction());
        this.known = true;
        this.instructed = root.byPerson();
        this.instruction = new StringBuilder(root.instruction());
    }

    /** Takes note that calls are made in the graph, under this root, and whether they are all looked at. */
    void begin(TaskRoot uppermost, boolean whole) {
        root = uppermost;
        known &= whole;
    }

    /** Returns whether a text was given before. What there is no room to remember is given again. */
    boolean isGiven(long print) {
        return given.contains(print) || given.size() < MOST_GIVEN && !given.add(print);
    }

    /** Takes labels from the content. What is given again after that has them again. */
    void declassify(Set<String> labels) {
        content.declassify(labels);
        given.clear();
    }

    boolean instructed() {
        return instructed;
    }

    /** Adds what a person said to the instruction. */
    void prompted(String prompt, Lexicon lexicon, Fingerprints fingerprints) {
        instructed = true;
        if (prompt.length() + 1 <= LONGEST_INSTRUCTION - instruction.length()) {
            instruction.append("\n\n").append(prompt);
            distance.instruct(instruction.toString());
            content.instruct(new Instruction(instruction.toString(), lexicon, fingerprints));
        }
    }

    void awaits(long call) {
        awaited.add(call);
    }

    void heard(long call) {
        awaited.remove(call);
    }

    /** Returns whether an agent has these labels durably, and so has everybody who was in the graph when they came. */
    boolean hasKept(String agent, Set<String> labels) {
        return kept.equals(labels) && keptBy.contains(agent);
    }

    void kept(String agent, Set<String> labels) {
        if (!kept.equals(labels)) {
            keptBy.clear();
        }
        kept = labels;
        keptBy.add(agent);
    }

    /** The labels of what the graph has read so far. */
    Set<String> labels() {
        return Set.copyOf(content.labels());
    }

    boolean isKnown() {
        return known && awaited.isEmpty() && content.isKnown();
    }
}
