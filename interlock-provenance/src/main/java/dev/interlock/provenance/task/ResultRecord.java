package dev.interlock.provenance.task;

import java.util.List;

/** Fields of a result that belong together, such as those of one mail. A result that is no list is one record. */
public record ResultRecord(List<ResultField> fields) {

    public ResultRecord {
        fields = List.copyOf(fields);
    }
}
