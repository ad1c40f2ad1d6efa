package dev.interlock.engine.policy;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A goal that a task may declare, and the authority it carries.
 *
 * @param allow duties of the calls that belong to it
 * @param about object types whose objects the task names; a call on others of the type is outside
 * @param timeMillis longest life of a task, in milliseconds
 * @param idleMillis longest pause between calls, in milliseconds
 * @param calls most calls that may be reserved, those of sub-tasks included
 * @param doneWhen duty whose success ends the task
 * @param delegate duties that a sub-task may be given
 */
public record Intent(
        String name,
        String goal,
        Set<String> allow,
        SortedMap<String, Cardinality> about,
        long timeMillis,
        long idleMillis,
        int calls,
        Optional<String> doneWhen,
        Set<String> delegate) {}
