package org.halfinverse.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Spark's description of the columns in the metadata of a Parquet file, to which it sticks whatever else the file says. */
final class SparkSchema {
    private static final String KEY = "org.apache.spark.sql.parquet.row.metadata";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SparkSchema() {}

    /**
     * Adds columns to the description, if there is one.
     *
     * @param metadata of the file, changed
     * @param added the new columns
     */
    static void extend(Map<String, String> metadata, List<ParquetTableWriter.Column> added) {
        String description = metadata.get(KEY);
        if (description == null) {
            return;
        }
        try {
            JsonNode schema = JSON.readTree(description);
            if (schema.path("fields") instanceof ArrayNode fields) {
                added.forEach(column -> describe(column, fields.addObject()));
                metadata.put(KEY, JSON.writeValueAsString(schema));
                return;
            }
        } catch (JsonProcessingException e) {
            metadata.remove(KEY); // Spark goes by the columns then
            return;
        }
        metadata.remove(KEY);
    }

    private static void describe(ParquetTableWriter.Column column, ObjectNode field) {
        field.put("name", column.name());
        switch (column.kind()) {
            case TEXT -> field.put("type", "string");
            case NUMBER -> field.put("type", "double");
            case NUMBERS ->
                field.putObject("type")
                        .put("type", "array")
                        .put("elementType", "double")
                        .put("containsNull", false);
        }
        field.put("nullable", true).putObject("metadata");
    }
}
