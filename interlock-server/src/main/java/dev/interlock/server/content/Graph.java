package dev.interlock.server.content;

import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.text.Fingerprints;
import java.util.Set;

/** The content of one graph of tasks. It is its own lock. */
final class Graph {

    /** The most characters of an instruction that grows by prompts; what is said beyond that endorses nothing. */
    private static final int LONGEST_INSTRUCTION = 64 << 10;

    final TaskRoot root;
    final TaskContent content;
    final TaskDistance distance;
    /** Whether everything that the graph has read is in its content. */
    boolean known;
    /** Whether a person said what is to be done. */
    private boolean instructed;

    private final StringBuilder instruction;

    Graph(TaskRoot root, TaskContent content, boolean known) {
        this.root = root;
        this.content = content;
        this.distance = new TaskDistance(root.instruction());
        this.known = known;
        this.instructed = root.byPerson();
        this.instruction = new StringBuilder(root.instruction());
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

    /** The labels of what the graph has read so far. */
    Set<String> labels() {
        return Set.copyOf(content.labels());
    }

    boolean isKnown() {
        return known && content.isKnown();
    }
}
