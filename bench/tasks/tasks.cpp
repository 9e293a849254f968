// The list of tasks.
#include "tasks/tasks.hpp"

#include <array>

namespace bindery::bench {

std::span<const Task> tasks() {
  static constexpr std::array list{
      Task{"point_select", point_select},
      Task{"point_select_kept", point_select_kept},
      Task{"point_get_session", point_get_session},
      Task{"select_all", select_all},
      Task{"select_all_views", select_all_views},
      Task{"keys_1000", keys_1000},
      Task{"stream", stream},
      Task{"dynamic_query", dynamic_query},
      Task{"pool_checkout", pool_checkout},
      Task{"select_all_tracked", select_all_tracked},
      Task{"insert_objects", insert_objects},
      Task{"update_objects", update_objects},
      Task{"eager_load", eager_load},
      Task{"routing", routing},
      Task{"scale", scale},
  };
  return list;
}

}  // namespace bindery::bench
