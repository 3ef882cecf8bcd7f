// All that lies behind the log-in: bar, navigation, sections and Element Plus. The gate loads it.
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-checkbox.css'
import '../styles/element.css'

export { default as App } from './App.vue'
export { router } from './router'
